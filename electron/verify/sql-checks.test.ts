import fc from "fast-check";
import { expect, test } from "vitest";
import { createMemoryDatabase } from "../db/connect.ts";
import { REFERENCES, verifyQueries } from "../db/queries/verify.ts";
import { fillDatabase } from "../db/testing/fill-database.ts";

const values = fc.oneof(
  fc.constantFrom<(number | string | Buffer | null)[]>(1, 2, 3, null, 1.5, "1", "x", Buffer.from("1")),
  fc.integer({ min: -2, max: 6 }),
);

test("a column is said to be astray exactly when one of its rows is, with an index and without", () => {
  const user = REFERENCES.find(({ table, column }) => table === "db_dbnode" && column === "user_id")!;
  const computer = REFERENCES.find(
    ({ table, column }) => table === "db_dbnode" && column === "dbcomputer_id",
  )!;
  fc.assert(
    fc.property(fc.array(fc.tuple(values, values), { maxLength: 8 }), fc.boolean(), (rows, isIndexed) => {
      const db = createMemoryDatabase();
      fillDatabase(db, { users: [{ email: "a@b.c" }, { email: "d@e.f" }], computers: [{ label: "one" }] });
      db.exec("DROP TABLE db_dbnode");
      db.exec("CREATE TABLE db_dbnode (id INTEGER PRIMARY KEY, user_id INTEGER, dbcomputer_id)");
      if (isIndexed)
        db.exec("CREATE INDEX u ON db_dbnode (user_id); CREATE INDEX c ON db_dbnode (dbcomputer_id)");
      const insert = db.prepare("INSERT INTO db_dbnode (user_id, dbcomputer_id) VALUES (?, ?)");
      for (const row of rows) insert.run(...row);
      const queries = verifyQueries(db);
      for (const reference of [user, computer]) {
        const isMissing = !reference.isOptional && [...queries.missing(reference)].length > 0;
        const isAstray = isMissing || [...queries.dangling(reference)].length > 0;
        expect(queries.isAstray(reference)).toBe(isAstray);
      }
      db.close();
    }),
  );
});
