import type { Database } from "better-sqlite3";
import { AppError } from "../../shared/ipc/errors.ts";
import { toArchiveError } from "./to-archive-error.ts";

/**
 * The tables and columns that our queries name. Columns are looked up by name and never by their declaration: archives
 * of one version differ in types, nullability and indexes (`docs/data-model.md`, "Tables").
 */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  db_dbuser: ["id", "email", "first_name", "last_name", "institution"],
  db_dbcomputer: [
    "id",
    "uuid",
    "label",
    "hostname",
    "description",
    "scheduler_type",
    "transport_type",
    "metadata",
  ],
  db_dbauthinfo: ["id", "aiidauser_id", "dbcomputer_id", "metadata", "auth_params", "enabled"],
  db_dbgroup: ["id", "uuid", "label", "type_string", "time", "description", "extras", "user_id"],
  db_dbnode: [
    "id",
    "uuid",
    "node_type",
    "process_type",
    "label",
    "description",
    "ctime",
    "mtime",
    "attributes",
    "extras",
    "repository_metadata",
    "dbcomputer_id",
    "user_id",
  ],
  db_dbcomment: ["id", "uuid", "dbnode_id", "ctime", "mtime", "user_id", "content"],
  db_dblog: ["id", "uuid", "time", "loggername", "levelname", "dbnode_id", "message", "metadata"],
  db_dblink: ["id", "input_id", "output_id", "label", "type"],
  db_dbgroup_dbnodes: ["id", "dbnode_id", "dbgroup_id"],
};

interface SchemaRow {
  type: string;
  name: string;
  sql: string | null;
}

/**
 * Check that the database is an archive's before any other query runs: the nine tables that AiiDA always writes are
 * there, are plain tables (not views and not virtual tables, which could run something of their own), and have the
 * columns that we read as real, stored columns. `id` must be SQLite's row id: queries count on its order and uniqueness.
 * Other tables, views and triggers are never touched.
 * @returns names of views, triggers and virtual tables that the file holds beside them, for a warning; usually empty.
 * @throws `archive/corrupt` naming the table or column; also when SQLite cannot read its own schema.
 */
export function checkSchema(db: Database): string[] {
  let rows: SchemaRow[];
  try {
    rows = db.prepare<[], SchemaRow>("SELECT type, name, sql FROM sqlite_schema").all();
    for (const [table, columns] of Object.entries(REQUIRED)) checkTable(db, rows, table, columns);
  } catch (error) {
    throw toArchiveError(error);
  }
  return rows
    .filter((row) => row.type === "view" || row.type === "trigger" || isVirtual(row))
    .map((row) => `${row.type} ${row.name}`);
}

function checkTable(
  db: Database,
  rows: readonly SchemaRow[],
  table: string,
  columns: readonly string[],
): void {
  const sameName = rows.filter((row) => String(row.name).toLowerCase() === table);
  const found = sameName.find((row) => row.type === "table") ?? sameName[0];
  if (found === undefined) throw corrupt(table, "table missing", `has no table ${table}`);
  if (found.type !== "table" || sameName.length > 1 || isVirtual(found)) {
    throw corrupt(table, "plain table", `has something else under the name of the table ${table}`);
  }
  // Without hidden and generated columns: a generated one would compute what the file tells it to. By exact name: SQLite
  // finds UUID for uuid, and then calls it UUID in what it answers.
  const present = new Map(
    db
      .prepare<[string], { name: string; pk: number; type: string }>(
        "SELECT name, pk, type FROM pragma_table_info(?)",
      )
      .all(table)
      .map((column) => [column.name, column]),
  );
  const missing = columns.find((column) => !present.has(column));
  if (missing !== undefined) {
    throw corrupt(`${table}.${missing}`, "column missing", `has no column ${missing} in its table ${table}`);
  }
  const id = present.get("id");
  const keyColumns = [...present.values()].filter((column) => column.pk > 0);
  if (keyColumns.length !== 1 || id?.pk !== 1 || id.type.toUpperCase() !== "INTEGER") {
    throw corrupt(`${table}.id`, "primary key", `has a table ${table} whose id is not its primary key`);
  }
}

/** The parser takes comments and blanks between the words, so look at what follows CREATE without them. */
function isVirtual(row: SchemaRow): boolean {
  const text = String(row.sql ?? "").replace(/\/\*[\s\S]*?\*\/|--[^\n]*\n/g, " ");
  return row.type === "table" && /^\s*CREATE\s+VIRTUAL\b/i.test(text);
}

function corrupt(what: string, check: string, sentence: string): AppError {
  return new AppError("archive/corrupt", `This is not the database of an AiiDA archive: it ${sentence}.`, {
    member: "db.sqlite3",
    check,
    what,
  });
}
