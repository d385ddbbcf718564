import type { Database } from "better-sqlite3";
import {
  ARCHIVE_INDEXES,
  columnsOf,
  requiredColumns,
  TABLE_NAMES,
  tableStatement,
} from "../archive-schema.ts";
import type { CopiedTable } from "./export-rows.ts";
import { prepareSettling } from "./legacy-references.ts";
import { prepareStaging, STAGED } from "./legacy-staging.ts";
import { DROPPED_WITHOUT, NULL_FILLS } from "./migrate-rows.ts";

/** The tables that rows of `data.json` go to. */
export type LegacyTable = Exclude<CopiedTable, "db_dbauthinfo">;

/** A value of a row. */
export type Cell = string | number | null;

/** A link that waits, with the ids of its ends, null where a node is not there, and their former types. */
export type StagedLink = [
  sequence: number,
  source: string,
  target: string,
  label: string,
  type: string | null,
  sourceId: number | null,
  targetId: number | null,
  sourceOldType: string | null,
  targetOldType: string | null,
  targetType: string | null,
];

/** A member of a group that waits, with the ids of both, null where one is not there. */
export type StagedMember = [
  sequence: number,
  group: string,
  node: string | null,
  groupId: number | null,
  nodeId: number | null,
];

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
 * Make today's tables in an empty database, and others beside them, in a nameless temporary file, where what is read of a
 * `data.json` waits. References are not enforced: whoever fills the tables looks for broken ones at the end. Memory is
 * SQLite's page cache. Call `finish` or `abandon` in the end.
 */
export function prepareLegacyRows(db: Database, { mayBeNull }: { mayBeNull: boolean }) {
  db.pragma("foreign_keys = OFF");
  db.pragma("temp_store = FILE"); // before ATTACH: in memory, what waits would all stay there
  db.exec("ATTACH DATABASE '' AS staged");
  for (const pragma of ["journal_mode = OFF", "synchronous = OFF", `cache_size = -${CACHE_KIB}`]) {
    db.exec(`PRAGMA staged.${pragma}`);
  }
  db.exec("BEGIN");
  for (const name of STAGED)
    db.exec(`CREATE TABLE staged."${name}" (pk INTEGER PRIMARY KEY, text TEXT NOT NULL)`);
  db.exec(`
    CREATE TABLE staged.oldType (pk INTEGER PRIMARY KEY, type TEXT NOT NULL);
    CREATE TABLE staged.link (sequence INTEGER PRIMARY KEY, source TEXT, target TEXT, label TEXT, type TEXT);
    CREATE TABLE staged.owner (id INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE, round INTEGER NOT NULL);
    CREATE TABLE staged.member (sequence INTEGER PRIMARY KEY, owner INTEGER NOT NULL, round INTEGER NOT NULL, node TEXT)`);
  for (const table of TABLE_NAMES) {
    db.exec(tableStatement(table, mayBeNull ? nullableColumns(table) : new Set()));
  }
  return { ...prepareStaging(db), ...prepareBuilding(db), ...prepareSettling(db), ...prepareEnd(db) };
}

export type LegacyRows = ReturnType<typeof prepareLegacyRows>;

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
  // Attributes and extras that nobody edits go from one table to the other inside SQLite, untouched.
  const kept = (column: string) =>
    column === "attributes" || column === "extras"
      ? `coalesce(@${column}, (SELECT text FROM staged.${column} WHERE pk = @id), '{}')`
      : `@${column}`;
  const node = db.prepare<[Record<string, Cell>]>(
    `INSERT OR IGNORE INTO db_dbnode (${NODE_COLUMNS.join(", ")}) VALUES (${NODE_COLUMNS.map(kept).join(", ")})`,
  );
  const oldType = db.prepare<[number, string]>("INSERT OR REPLACE INTO staged.oldType VALUES (?, ?)");
  const linksBy = (oldTypes: { columns: string; joins: string }) =>
    db
      .prepare<[number, number], StagedLink>(`
        SELECT link.sequence, link.source, link.target, link.label, link.type, source.id, target.id, ${oldTypes.columns}
        FROM staged.link AS link
        LEFT JOIN main.db_dbnode AS source ON source.uuid = link.source
        LEFT JOIN main.db_dbnode AS target ON target.uuid = link.target
        ${oldTypes.joins}
        WHERE link.sequence > ? ORDER BY link.sequence LIMIT ?`)
      .raw();
  const links = linksBy({ columns: "NULL, NULL, NULL", joins: "" });
  const linksWithTypes = linksBy({
    columns: "sourceOld.type, targetOld.type, target.node_type",
    joins: `LEFT JOIN staged.oldType AS sourceOld ON sourceOld.pk = source.id
        LEFT JOIN staged.oldType AS targetOld ON targetOld.pk = target.id`,
  });
  const link = db.prepare<[number, number, number, string, string]>(
    "INSERT INTO db_dblink (id, input_id, output_id, label, type) VALUES (?, ?, ?, ?, ?)",
  );
  const members = db
    .prepare<[number, number], StagedMember>(`
      SELECT member.sequence, owner.uuid, member.node, owning.id, node.id
      FROM staged.member AS member
      JOIN staged.owner AS owner ON owner.id = member.owner AND owner.round = member.round
      LEFT JOIN main.db_dbgroup AS owning ON owning.uuid = owner.uuid
      LEFT JOIN main.db_dbnode AS node ON node.uuid = member.node
      WHERE member.sequence > ? ORDER BY member.sequence LIMIT ?`)
    .raw();
  const membership = db.prepare<[number, number, number]>(
    "INSERT OR IGNORE INTO db_dbgroup_dbnodes (id, dbnode_id, dbgroup_id) VALUES (?, ?, ?)",
  );
  return {
    /** Add a row, its values in the order of today's columns; false when its id or a unique value is taken. */
    add: (table: Exclude<LegacyTable, "db_dbnode">, row: readonly Cell[]): boolean =>
      rows[table].run(...row).changes > 0,
    /** Add a node; where attributes or extras are null, those that wait under its id are taken, else `{}`. */
    addNode: (row: readonly Cell[]): boolean =>
      node.run(Object.fromEntries(NODE_COLUMNS.map((column, position) => [column, row[position]!]))).changes >
      0,
    /** Remember what a node was called before 0.4: the types of links follow from it. */
    noteOldType: (pk: number, type: string) => void oldType.run(pk, type),
    /** The next links behind one, in the order of the file; the types of their ends only where asked for. */
    links: (after: number, most: number, withTypes: boolean) =>
      (withTypes ? linksWithTypes : links).all(after, most),
    addLink: (id: number, source: number, target: number, label: string, type: string) =>
      void link.run(id, source, target, label, type),
    members: (after: number, most: number) => members.all(after, most),
    /** False when the node is a member already. */
    addMembership: (id: number, nodeId: number, groupId: number): boolean =>
      membership.run(id, nodeId, groupId).changes > 0,
  };
}

function prepareEnd(db: Database) {
  return {
    /** What waited is no longer needed. */
    finishStaging: () => {
      db.exec("COMMIT");
      db.exec("DETACH DATABASE staged");
      db.exec("BEGIN");
    },
    /** Statements still to be run, each of which may take seconds. */
    indexes: ARCHIVE_INDEXES.map((statement) => () => void db.exec(statement)),
    finish: () => void db.exec("COMMIT"),
  };
}

/** Let go of what waits, after a failure; the database is not to be used then. */
export function abandonLegacyRows(db: Database): void {
  if (db.inTransaction) db.exec("ROLLBACK");
  const attached = db.prepare<[], string>("SELECT name FROM pragma_database_list").pluck().all();
  if (attached.includes("staged")) db.exec("DETACH DATABASE staged");
}
