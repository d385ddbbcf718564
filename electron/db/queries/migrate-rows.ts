import type { Database } from "better-sqlite3";
import { columnsOf, MIGRATION_TABLE, requiredColumns, TABLE_NAMES } from "../archive-schema.ts";
import { runLong } from "../run-long.ts";

/** What stands in place of a null: a constant, or the time of the migration. */
type Fill = "''" | "'{}'" | "'core'" | "1" | "@now";

/**
 * What AiiDA's step from `main_0000` to `main_0001` puts in place of nulls, by table and column. Nulls in other columns stay,
 * as they do there (`storage/sqlite_zip/migrations/versions/main_0000a_replace_nulls.py`).
 */
export const NULL_FILLS: Readonly<Record<string, Readonly<Record<string, Fill>>>> = {
  db_dbuser: { first_name: "''", last_name: "''", institution: "''" },
  db_dbcomputer: {
    hostname: "''",
    description: "''",
    scheduler_type: "''",
    transport_type: "''",
    metadata: "'{}'",
  },
  db_dbauthinfo: { metadata: "'{}'", auth_params: "'{}'", enabled: "1" },
  db_dbgroup: { type_string: "'core'", time: "@now", description: "''" },
  db_dbnode: { label: "''", description: "''", ctime: "@now", mtime: "@now" },
  db_dbcomment: { ctime: "@now", mtime: "@now", content: "''" },
  db_dblog: { time: "@now", loggername: "''", levelname: "''", message: "''", metadata: "'{}'" },
};

/** Rows that the same step deletes: what they belonged to is gone. */
export const DROPPED_WITHOUT: Readonly<Record<string, readonly string[]>> = {
  db_dbauthinfo: ["aiidauser_id", "dbcomputer_id"],
  db_dbcomment: ["dbnode_id", "user_id"],
};

/** A run of rows by their ids, both ends included. */
export interface RowSpan {
  first: bigint;
  last: bigint;
  rows: number;
}

/** The lowest id there can be. */
export const FIRST_ROW_ID = -(2n ** 63n);

/** Statements over a new database and the one it is made from, which is attached as `source`. */
export function prepareMigration(db: Database, sourceFile: string) {
  db.prepare("ATTACH DATABASE ? AS source").run(sourceFile);
  const foreignTables = db
    .prepare<[string], string>(
      `SELECT name FROM source.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'stemma\\_%' ESCAPE '\\'
         AND name NOT IN (SELECT value FROM json_each(?)) ORDER BY name`,
    )
    .pluck();
  const columns = db
    .prepare<[string], string>("SELECT name FROM pragma_table_info(?, 'source') ORDER BY cid")
    .pluck();
  return {
    run: (statement: string) => runLong(db, statement),
    /** Names of tables that are neither an archive's nor ours (`legacy-index.ts`). */
    foreignTables: () => foreignTables.all(JSON.stringify([...TABLE_NAMES, "alembic_version"])),
    /** Columns of a table of the source; none when there is no such table. */
    sourceColumns: (table: string) => columns.all(table),
    copy: (table: string, fills: boolean) => prepareCopy(db, table, fills),
    note: (version: string) => void db.prepare("INSERT INTO alembic_version VALUES (?)").run(version),
  };
}

/**
 * Make tables that were converted from a legacy archive those of an AiiDA migration: without a table for settings, and from
 * `main_0001` on with the note of how far the migration came.
 */
export function finishConverted(db: Database, version: "main_0000" | "main_0001"): void {
  db.exec("DROP TABLE IF EXISTS db_dbsetting");
  if (version === "main_0000") return;
  db.exec(MIGRATION_TABLE);
  db.prepare("INSERT INTO alembic_version VALUES (?)").run(version);
}

/** Statements that copy one table in pieces; with `fills` as the step to `main_0001` does, else as it is. */
function prepareCopy(db: Database, table: string, fills: boolean) {
  const fillOf = fills ? (NULL_FILLS[table] ?? {}) : {};
  const columns = columnsOf(table);
  const watched = requiredColumns(table);
  const values = columns.map((column) =>
    fillOf[column] ? `coalesce("${column}", ${fillOf[column]})` : `"${column}"`,
  );
  const kept = fills ? (DROPPED_WITHOUT[table] ?? []) : [];
  const isKept = ["1", ...kept.map((column) => `"${column}" IS NOT NULL`)].join(" AND ");
  const within = "id BETWEEN @first AND @last";
  const hasNow = Object.values(fillOf).includes("@now");
  const span = db
    .prepare<[{ from: bigint; limit: number }], [first: bigint | null, last: bigint | null, rows: bigint]>(
      `SELECT min(id), max(id), count(*) FROM
         (SELECT id FROM source.${table} WHERE id >= @from ORDER BY id LIMIT @limit)`,
    )
    .raw()
    .safeIntegers();
  const count = db.prepare<[], number>(`SELECT count(*) FROM source.${table}`).pluck();
  const nulls = db
    .prepare<[{ first: bigint; last: bigint }], (number | null)[]>(
      `SELECT ${watched.map((column) => `sum("${column}" IS NULL)`).join(", ")}
       FROM source.${table} WHERE ${within} AND ${isKept}`,
    )
    .raw();
  const list = columns.map((column) => `"${column}"`).join(", ");
  const insert = () =>
    db.prepare<[{ first: bigint; last: bigint; now?: string }]>(
      `INSERT INTO main.${table} (${list})
       SELECT ${values.join(", ")} FROM source.${table} WHERE ${within} AND ${isKept} ORDER BY id`,
    );
  let inserting: ReturnType<typeof insert> | null = null; // prepared once the table is there
  return {
    /** The next rows from an id on, at most `limit`; null behind the last one. */
    next(from: bigint, limit: number): RowSpan | null {
      const [first, last, rows] = span.get({ from, limit })!;
      return first === null || last === null ? null : { first, last, rows: Number(rows) };
    },
    /** Rows of the source; SQLite counts them in the smallest index there is. */
    count: () => count.get()!,
    /** How many nulls stand where `main_0001` wants none, by column; in the rows that are kept. */
    nulls({ first, last }: RowSpan): [column: string, count: number][] {
      const counts = nulls.get({ first, last })!;
      return watched.flatMap((column, i) => (counts[i] ? [[column, counts[i]]] : []));
    },
    /** Copy rows; returns how many. */
    insert({ first, last }: RowSpan, now: string): number {
      inserting ??= insert();
      return inserting.run({ first, last, ...(hasNow && { now }) }).changes;
    },
    /** Say that the table was made anew. */
    forget: () => void (inserting = null),
  };
}
