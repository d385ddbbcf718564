import { expect, test } from "vitest";
import { temporaryFolder } from "../../archive/testing/temporary-folder.ts";
import { createStore } from "../../library/create-store.ts";
import { openForWriting } from "../connect.ts";
import { prepareImportWrites } from "./import-writes.ts";

const temporary = temporaryFolder();

function opened() {
  createStore(temporary("store"));
  const db = openForWriting(temporary("store/database.sqlite"), 0);
  db.pragma("foreign_keys = OFF");
  return db;
}

test("rows that wait for others come as they were given, however many", () => {
  for (const count of [0, 1, 63, 64, 65, 200]) {
    const db = opened();
    db.exec("BEGIN");
    const writes = prepareImportWrites(db);
    const links = Array.from(
      { length: count },
      (_, i) => [i + 1, 2 * i, 3 * i, `label ${i}`, "create"] as const,
    );
    for (const link of links) writes.link(...link);
    for (let i = 0; i < count; i++) writes.membership(i + 1, i, 7);
    writes.flush();
    expect(db.prepare("SELECT * FROM db_dblink ORDER BY id").raw().all()).toEqual(links);
    const members = db
      .prepare("SELECT dbnode_id, dbgroup_id FROM db_dbgroup_dbnodes ORDER BY id")
      .raw()
      .all();
    expect(members).toEqual(links.map((_, i) => [i, 7]));
    db.exec("ROLLBACK");
    db.close();
  }
});

test("indexes that were taken off come back as they were", () => {
  const db = opened();
  const schema = () =>
    db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").raw().all();
  const before = schema();
  const writes = prepareImportWrites(db);
  for (const table of ["db_dblink", "db_dbnode"] as const) {
    const statements = writes.dropIndexes(table);
    expect(statements.length).toBe(table === "db_dblink" ? 4 : 7);
    expect(schema().length).toBe(before.length - statements.length);
    for (const statement of statements) writes.makeIndex(statement);
    expect(schema()).toEqual(before);
  }
  db.close();
});
