import fs from "node:fs";
import { expect, test } from "vitest";
import { temporaryFolder } from "../archive/testing/temporary-folder.ts";
import { checkSchema } from "./check-schema.ts";
import { boundMemory, createDatabase, createMemoryDatabase, makeIndex, openReadOnly } from "./connect.ts";
import { fillDatabase } from "./testing/fill-database.ts";
import { toArchiveError } from "./to-archive-error.ts";

const temporary = temporaryFolder();

/** The bytes of an archive's database, changed by some SQL. */
function database(change = ""): Buffer {
  const db = createMemoryDatabase();
  fillDatabase(db, { nodes: [{ label: "a-label" }] });
  db.unsafeMode(true);
  db.exec(change);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

test("a connection reads and refuses every write, whatever it is asked", () => {
  const db = openReadOnly(database());
  expect(db.prepare("SELECT label FROM db_dbnode").pluck().get()).toBe("a-label");
  for (const sql of [
    "DELETE FROM db_dbnode",
    "CREATE TEMP TABLE t (a)",
    "PRAGMA user_version = 5",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = ''",
  ]) {
    expect(() => db.exec(sql)).toThrow();
  }
  expect(db.pragma("trusted_schema", { simple: true })).toBe(0);
  expect(db.pragma("query_only", { simple: true })).toBe(1);
  expect(db.pragma("cell_size_check", { simple: true })).toBe(1);
  db.close();
});

test("a database of ours is created with AiiDA's page size and without journal", () => {
  const db = createDatabase(temporary("new.sqlite3"));
  fillDatabase(db, { nodes: [{}] });
  db.close();
  const header = fs.readFileSync(temporary("new.sqlite3"));
  expect(header.readUInt16BE(16)).toBe(4096);
  expect([header[18], header[19]]).toEqual([1, 1]);
  expect(header.readUInt32BE(60)).toBe(0); // user_version
  expect(fs.readdirSync(temporary())).toEqual(["new.sqlite3"]);
});

test("the schema of an archive passes; odd things beside it are told", () => {
  const plain = openReadOnly(database());
  expect(checkSchema(plain)).toEqual([]);
  plain.close();
  const odd = openReadOnly(
    database(`
      CREATE VIEW v AS SELECT 1;
      CREATE TRIGGER t AFTER INSERT ON db_dbnode BEGIN SELECT 1; END;
      CREATE VIRTUAL TABLE f USING fts5(x);
    `),
  );
  expect(checkSchema(odd)).toEqual(["view v", "trigger t", "table f"]);
  odd.close();
});

test("variants without indexes, with more columns, or without db_dbsetting pass", () => {
  const db = openReadOnly(
    database(`
      DROP TABLE db_dbsetting;
      DROP INDEX ix_db_dbnode_db_dbnode_ctime;
      ALTER TABLE db_dbnode ADD COLUMN extra TEXT;
      CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY);
    `),
  );
  expect(checkSchema(db)).toEqual([]);
  db.close();
});

const renamed = "ALTER TABLE db_dblink RENAME TO real_link;";
test.each([
  ["a missing table", "DROP TABLE db_dblog", "table missing", "db_dblog"],
  [
    "a view for a table",
    `${renamed} CREATE VIEW db_dblink AS SELECT * FROM real_link`,
    "plain table",
    "db_dblink",
  ],
  [
    "a view in capitals",
    `${renamed} CREATE VIEW DB_DBLINK AS SELECT * FROM real_link`,
    "plain table",
    "db_dblink",
  ],
  [
    "a virtual table",
    `${renamed} CREATE VIRTUAL TABLE db_dblink USING fts5(id, input_id, output_id, label, type)`,
    "plain table",
    "db_dblink",
  ],
  [
    "a missing column",
    "ALTER TABLE db_dbuser RENAME COLUMN email TO mail",
    "column missing",
    "db_dbuser.email",
  ],
  [
    "a generated column",
    `DROP TABLE db_dblink;
     CREATE TABLE db_dblink (id INTEGER PRIMARY KEY, input_id, output_id, label AS (hex(zeroblob(1000000))), type)`,
    "column missing",
    "db_dblink.label",
  ],
  [
    "an id that is no key",
    "DROP TABLE db_dblink; CREATE TABLE db_dblink (id INTEGER, input_id, output_id, label, type)",
    "primary key",
    "db_dblink.id",
  ],
])("%s is corrupt, naming it", (_, change, check, what) => {
  const db = openReadOnly(database(change));
  expect(() => checkSchema(db)).toThrow(
    expect.objectContaining({ code: "archive/corrupt", details: expect.objectContaining({ check, what }) }),
  );
  db.close();
});

test("damage that SQLite meets is archive/corrupt; our own mistakes are not", () => {
  const bytes = database();
  const page = Math.floor(bytes.indexOf("a-label") / 4096) * 4096; // the one that holds the node
  const db = openReadOnly(Buffer.from(bytes).fill(7, page, page + 8));
  const failure = (sql: string, on = db): unknown => {
    try {
      return on.prepare(sql).all();
    } catch (error) {
      return toArchiveError(error);
    }
  };
  expect(failure("SELECT * FROM db_dbnode")).toMatchObject({ code: "archive/corrupt" });
  const whole = openReadOnly(bytes);
  expect(failure("SELECT json_extract('{', '$')", whole)).toMatchObject({ code: "archive/corrupt" });
  expect(failure("SELECT no_such_column FROM db_dbnode", whole)).toMatchObject({ name: "SqliteError" });
  db.close();
  whole.close();
});

test("an index is made within bounded memory, which is as before afterwards", () => {
  const db = createDatabase(temporary("indexed.sqlite3"));
  boundMemory(db);
  const before = db.pragma("cache_size");
  db.exec("CREATE TABLE a (b)");
  makeIndex(db, "CREATE INDEX c ON a (b)");
  expect(() => makeIndex(db, "CREATE INDEX c ON a (b)")).toThrow("already exists");
  expect(db.pragma("cache_size")).toEqual(before);
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE type = 'index'").pluck().all()).toEqual(["c"]);
  db.close();
});
