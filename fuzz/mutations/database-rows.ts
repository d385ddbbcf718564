import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Database } from "better-sqlite3";
import type { Random } from "../../bench/generator/random.ts";
import { createDatabase } from "../../electron/db/connect.ts";
import { hostileText, oddJson } from "../odd-values.ts";
import type { Mutated } from "./bytes.ts";

/** Values as SQL, of every storage class and at its edges. */
const ODD_SQL = [
  "NULL",
  "0",
  "-1",
  "9223372036854775807",
  "-9223372036854775808",
  "9007199254740993",
  "1e308",
  "9e999",
  "-9e999",
  "0.1",
  "x''",
  "x'00'",
  "x'ff00fe'",
  "CAST(x'ff' AS TEXT)",
  "CAST(x'c080' AS TEXT)",
  "CAST(x'6100620063' AS TEXT)",
  "zeroblob(100000)",
  "CAST(zeroblob(1000) AS TEXT)",
];

const SCHEMA_CHANGES = [
  (table: string) =>
    `UPDATE sqlite_schema SET sql = replace(sql, 'CREATE TABLE', 'CREATE VIEW') WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET type = 'view', rootpage = 0, sql = 'CREATE VIEW ${table} AS SELECT 1 AS id' WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET rootpage = (SELECT max(rootpage) FROM sqlite_schema) WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET rootpage = 1 WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET rootpage = 999999 WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET rootpage = -5 WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET sql = NULL WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET sql = x'00ff' WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET name = upper(name) WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET tbl_name = 'other' WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET sql = replace(sql, 'id INTEGER', 'id TEXT') WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '') WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET sql = replace(sql, 'uuid', 'uuid COLLATE nothing') WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET sql = replace(sql, 'label', 'label GENERATED ALWAYS AS (randomblob(1e8))') WHERE name = '${table}'`,
  (table: string) => `UPDATE sqlite_schema SET sql = sql || ' WITHOUT ROWID' WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET sql = 'CREATE VIRTUAL TABLE ${table} USING fts5(id)', rootpage = 0 WHERE name = '${table}'`,
  (table: string) =>
    `UPDATE sqlite_schema SET sql = 'CREATE INDEX ' || name || ' ON ${table}(load_extension(id))' WHERE type = 'index' AND tbl_name = '${table}'`,
  (table: string) => `DELETE FROM sqlite_schema WHERE name = '${table}'`,
  (table: string) => `DELETE FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${table}'`,
  (table: string) => `INSERT INTO sqlite_schema SELECT * FROM sqlite_schema WHERE name = '${table}'`,
  (table: string) =>
    `INSERT INTO sqlite_schema VALUES ('trigger','t','${table}',0,'CREATE TRIGGER t AFTER INSERT ON ${table} BEGIN SELECT load_extension(1); END')`,
  (table: string) =>
    `INSERT INTO sqlite_schema VALUES ('view','v','v',0,'CREATE VIEW v AS SELECT * FROM ${table}, v')`,
] as const;

/**
 * Change the rows or the schema of a database by SQL, so that SQLite finds it whole: what only our own checks can find.
 * A database that does not open any more comes back as it is.
 */
export function mutateRows(random: Random, bytes: Buffer): Mutated {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-fuzz-rows-"));
  const file = path.join(folder, "rows.sqlite3");
  fs.writeFileSync(file, bytes);
  let db: Database | null = null;
  const done: string[] = [];
  try {
    db = createDatabase(file);
    db.unsafeMode(true);
    for (const pragma of ["foreign_keys = OFF", "ignore_check_constraints = ON", "writable_schema = ON"])
      db.pragma(pragma);
    const tables = db
      .prepare<[], string>(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'db\\_%' ESCAPE '\\'",
      )
      .pluck()
      .all();
    if (tables.length > 0) {
      for (let i = 0, count = 1 + random.below(5); i < count; i++) {
        const statement = random.chance(0.12)
          ? random.pick(SCHEMA_CHANGES)(random.pick(tables))
          : change(random, db, tables);
        done.push(attempt(db, statement) ? short(statement) : `(refused: ${short(statement)})`);
      }
    }
    db.close();
    return { bytes: fs.readFileSync(file), what: `SQL: ${done.join("; ")}` };
  } catch (error) {
    db?.close();
    return { bytes, what: `no SQL: ${String(error)}` };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function attempt(db: Database, statement: string): boolean {
  try {
    db.exec(statement);
    return true;
  } catch {
    return false; // a rule of the tables forbids it, or an earlier change broke them
  }
}

function change(random: Random, db: Database, tables: readonly string[]): string {
  const table = random.chance(0.5)
    ? random.pick(["db_dbnode", "db_dblink"].filter((name) => tables.includes(name)).concat(tables[0]!))
    : random.pick(tables);
  const columns = db.prepare<[string], string>("SELECT name FROM pragma_table_info(?)").pluck().all(table);
  if (columns.length === 0) return "SELECT 1";
  const column = `"${random.pick(columns)}"`;
  const rows = random.chance(0.75)
    ? `rowid = (SELECT rowid FROM ${table} ORDER BY rowid LIMIT 1 OFFSET ${random.below(30)})`
    : `rowid % ${1 + random.below(7)} = 0`;
  switch (random.below(8)) {
    case 0:
      return `DELETE FROM ${table} WHERE ${rows}`;
    case 1:
      return `UPDATE OR IGNORE ${table} SET ${column} = (SELECT ${column} FROM ${table} ORDER BY rowid LIMIT 1 OFFSET ${random.below(30)}) WHERE ${rows}`;
    case 2:
      return `UPDATE OR IGNORE ${table} SET ${column} = "${random.pick(columns)}" WHERE ${rows}`;
    case 3:
      return "UPDATE db_dblink SET output_id = input_id, input_id = output_id WHERE " + rows;
    case 4:
      return `UPDATE OR IGNORE ${table} SET ${column} = ${sqlText(oddJson(random))} WHERE ${rows}`;
    case 5:
      return `UPDATE OR IGNORE ${table} SET ${column} = substr(${column}, 1, ${random.below(40)}) || ${sqlText(hostileText(random))} || substr(${column}, ${random.below(40)}) WHERE ${rows}`;
    case 6:
      return `UPDATE OR IGNORE ${table} SET ${column} = ${sqlText(hostileText(random))} WHERE ${rows}`;
    default:
      return `UPDATE OR IGNORE ${table} SET ${column} = ${random.pick(ODD_SQL)} WHERE ${rows}`;
  }
}

function sqlText(text: string): string {
  return `CAST(x'${Buffer.from(text).toString("hex")}' AS TEXT)`;
}

function short(statement: string): string {
  return statement.length > 160 ? `${statement.slice(0, 160)}…` : statement;
}
