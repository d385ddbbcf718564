import type { Database } from "better-sqlite3";
import {
  ARCHIVE_INDEXES,
  columnsOf,
  requiredColumns,
  TABLE_NAMES,
  tableStatement,
} from "../archive-schema.ts";
import { mapForIndexes } from "../mapped-memory.ts";
import { runLong } from "../run-long.ts";
import type { CopiedTable } from "./export-rows.ts";
import { prepareSettling } from "./legacy-references.ts";
import { DROPPED_WITHOUT, NULL_FILLS } from "./migrate-rows.ts";

/** The tables that rows of `data.json` go to. */
export type LegacyTable = Exclude<CopiedTable, "db_dbauthinfo">;

/** A value of a row. */
export type Cell = string | number | null;

/** A link: id, ends, label and type. */
export type LinkRow = [id: number, source: number, target: number, label: string, type: string];

/** Links that one statement adds: to run one for each takes half as long again. */
const LINKS_AT_ONCE = 20;

const CACHE_KIB = 32 * 1024;

/**
 * Columns that may be null in the tables of `main_0000`, as AiiDA's own conversion makes them
 * (`storage/sqlite_zip/migrations/v1_db_schema.py`): those that its next step fills or drops rows for.
 */
export function nullableColumns(table: string): ReadonlySet<string> {
  return new Set([...Object.keys(NULL_FILLS[table] ?? {}), ...(DROPPED_WITHOUT[table] ?? [])]);
}

/** Columns of a table that need a value. */
export function neededColumns(table: string, mayBeNull: boolean): string[] {
  const nullable = nullableColumns(table);
  return requiredColumns(table).filter((column) => !mayBeNull || !nullable.has(column));
}

/**
 * Make today's tables in an empty database, and beside them another one in a nameless temporary file, where what is read of a
 * `data.json` may wait (`prepareStaging`). References are not enforced: whoever fills the tables looks for broken ones at the
 * end. Memory is SQLite's page cache. Call `finish` or `abandon` in the end.
 */
export function prepareLegacyRows(db: Database, { mayBeNull }: { mayBeNull: boolean }) {
  db.pragma("foreign_keys = OFF");
  db.pragma("temp_store = FILE"); // before ATTACH: in memory, what waits would all stay there
  db.exec("ATTACH DATABASE '' AS staged");
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", `cache_size = -${CACHE_KIB}`]) {
    db.exec(`PRAGMA staged.${pragma}`);
  }
  db.exec("BEGIN");
  for (const table of TABLE_NAMES) {
    db.exec(tableStatement(table, mayBeNull ? nullableColumns(table) : new Set()));
  }
  return { ...prepareBuilding(db), ...prepareSettling(db), ...prepareEnd(db) };
}

export type LegacyTables = ReturnType<typeof prepareLegacyRows>;

const NODE_COLUMNS = columnsOf("db_dbnode");

function prepareBuilding(db: Database) {
  const insert = (table: LegacyTable) => {
    const columns = columnsOf(table);
    const marks = columns.map(() => "?");
    return db.prepare<Cell[]>(
      `INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${marks.join(", ")})`,
    );
  };
  const rows: Record<Exclude<LegacyTable, "db_dbnode">, ReturnType<typeof insert>> = {
    db_dbuser: insert("db_dbuser"),
    db_dbcomputer: insert("db_dbcomputer"),
    db_dbgroup: insert("db_dbgroup"),
    db_dbcomment: insert("db_dbcomment"),
    db_dblog: insert("db_dblog"),
  };
  const node = db.prepare<(Cell | Buffer)[]>(
    `INSERT OR IGNORE INTO db_dbnode (${NODE_COLUMNS.join(", ")}) VALUES (${NODE_COLUMNS.map((column) =>
      isJson(column) ? "coalesce(CAST(? AS TEXT), '{}')" : "?",
    ).join(", ")})`,
  );
  const links = (count: number) =>
    db.prepare<LinkRow[number][]>(
      `INSERT INTO db_dblink (id, input_id, output_id, label, type) VALUES ${Array(count).fill("(?, ?, ?, ?, ?)").join(", ")}`,
    );
  const oneLink = links(1);
  const manyLinks = links(LINKS_AT_ONCE);
  const membership = db.prepare<[number, number, number]>(
    "INSERT OR IGNORE INTO db_dbgroup_dbnodes (id, dbnode_id, dbgroup_id) VALUES (?, ?, ?)",
  );
  const addedNodes = db.prepare<[], [number, string]>("SELECT id, uuid FROM db_dbnode").raw();
  return {
    /** Add a row, its values in the order of today's columns; false when its id or a unique value is taken. */
    add: (table: Exclude<LegacyTable, "db_dbnode">, row: readonly Cell[]): boolean =>
      rows[table].run(...row).changes > 0,
    /** Add a node, its attributes and extras as texts or as their bytes in UTF-8; null stands for `{}`. */
    addNode: (row: readonly (Cell | Buffer)[]): boolean => node.run(...row).changes > 0,
    addLinks: (rows: readonly LinkRow[]): void => {
      let at = 0;
      for (; at + LINKS_AT_ONCE <= rows.length; at += LINKS_AT_ONCE) {
        const values: LinkRow[number][] = [];
        for (let i = at; i < at + LINKS_AT_ONCE; i++) values.push(...rows[i]!);
        manyLinks.run(...values);
      }
      for (; at < rows.length; at++) oneLink.run(...rows[at]!);
    },
    /** The ids and UUIDs of all nodes so far. */
    addedNodes: (): Iterable<[id: number, uuid: string]> => addedNodes.iterate(),
    /** False when the node is a member already. */
    addMembership: (id: number, nodeId: number, groupId: number): boolean =>
      membership.run(id, nodeId, groupId).changes > 0,
  };
}

function isJson(column: string): boolean {
  return column === "attributes" || column === "extras";
}

/**
 * A function that adds a node as `addNode` does; attributes and extras that are null are those that wait under its id in the
 * tables of `prepareStaging`, and go from one table to the other inside SQLite.
 */
export function prepareStagedNode(db: Database): (row: readonly Cell[]) => boolean {
  const kept = (column: string) =>
    isJson(column)
      ? `coalesce(@${column}, (SELECT text FROM staged.${column} WHERE pk = @id), '{}')`
      : `@${column}`;
  const node = db.prepare<[Record<string, Cell>]>(
    `INSERT OR IGNORE INTO db_dbnode (${NODE_COLUMNS.join(", ")}) VALUES (${NODE_COLUMNS.map(kept).join(", ")})`,
  );
  return (row) =>
    node.run(Object.fromEntries(NODE_COLUMNS.map((column, position) => [column, row[position]!]))).changes >
    0;
}

function prepareEnd(db: Database) {
  return {
    /** Write all rows so far to the file, where others may read them. */
    settle: () => runLong(db, "COMMIT; BEGIN"),
    /** What waited is no longer needed. */
    finishStaging: () => {
      runLong(db, "COMMIT");
      db.exec("DETACH DATABASE staged");
      mapForIndexes(db);
      db.exec("BEGIN");
    },
    /** Statements still to be run, each of which may take seconds. */
    indexes: ARCHIVE_INDEXES.map((statement) => () => runLong(db, statement)),
    finish: () => runLong(db, "COMMIT"),
  };
}

/** Let go of what waits, after a failure; the database is not to be used then. */
export function abandonLegacyRows(db: Database): void {
  if (db.inTransaction) db.exec("ROLLBACK");
  const attached = db.prepare<[], string>("SELECT name FROM pragma_database_list").pluck().all();
  if (attached.includes("staged")) db.exec("DETACH DATABASE staged");
}
