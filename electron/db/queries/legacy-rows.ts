import type { Database } from "better-sqlite3";
import {
  ARCHIVE_INDEXES,
  columnsOf,
  requiredColumns,
  TABLE_NAMES,
  tableStatement,
} from "../archive-schema.ts";
import type { CopiedTable } from "./export-rows.ts";
import { DROPPED_WITHOUT, NULL_FILLS } from "./migrate-rows.ts";

/** What `data.json` holds by the id of a row; it comes in any order and waits until all of it is there. */
export const STAGED = [
  "User",
  "Computer",
  "Group",
  "Node",
  "Log",
  "Comment",
  "attributes",
  "attributesConversion",
  "extras",
  "extrasConversion",
] as const;
export type Staged = (typeof STAGED)[number];

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

/** A row that refers to one that is not there. */
export type BrokenReference = [id: number, referred: number];

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
  return { ...prepareStaging(db), ...prepareBuilding(db), ...prepareSettling(db) };
}

export type LegacyRows = ReturnType<typeof prepareLegacyRows>;

function prepareStaging(db: Database) {
  const each = <T>(make: (name: Staged) => T) =>
    Object.fromEntries(STAGED.map((name) => [name, make(name)])) as Record<Staged, T>;
  const add = each((name) =>
    db.prepare<[number, Buffer]>(`INSERT OR REPLACE INTO staged."${name}" VALUES (?, CAST(? AS TEXT))`),
  );
  const clear = each((name) => db.prepare<[]>(`DELETE FROM staged."${name}"`));
  const slice = each((name) =>
    db
      .prepare<[number, number], [pk: number, text: string]>(
        `SELECT pk, text FROM staged."${name}" WHERE pk > ? ORDER BY pk LIMIT ?`,
      )
      .raw(),
  );
  const text = each((name) =>
    db.prepare<[number], string>(`SELECT text FROM staged."${name}" WHERE pk = ?`).pluck(),
  );
  const count = each((name) => db.prepare<[], number>(`SELECT count(*) FROM staged."${name}"`).pluck());
  const addLink = db.prepare<[string, string, string, string | null]>(
    "INSERT INTO staged.link (source, target, label, type) VALUES (?, ?, ?, ?)",
  );
  const addOwner = db
    .prepare<[string], [id: number, round: number]>(
      "INSERT INTO staged.owner (uuid, round) VALUES (?, 0) ON CONFLICT (uuid) DO UPDATE SET round = round + 1 RETURNING id, round",
    )
    .raw();
  const addMember = db.prepare<[number, number, string | null]>(
    "INSERT INTO staged.member (owner, round, node) VALUES (?, ?, ?)",
  );
  return {
    /** Keep the JSON text of a row or value; a later one of the same id takes its place. */
    stage: (name: Staged, pk: number, bytes: Buffer) => void add[name].run(pk, bytes),
    /** Forget all that was kept under this name. */
    clear: (name: Staged) => void clear[name].run(),
    stageLink: (source: string, target: string, label: string, type: string | null) =>
      void addLink.run(source, target, label, type),
    clearLinks: () => void db.exec("DELETE FROM staged.link"),
    /** A group's list of members begins; one that it had before is void. Returns what adds a member. */
    stageGroup: (group: string): ((node: string | null) => void) => {
      const [id, round] = addOwner.get(group)!;
      return (node) => void addMember.run(id, round, node);
    },
    clearGroups: () => void db.exec("DELETE FROM staged.member; DELETE FROM staged.owner"),
    /** The next rows behind an id, by id. */
    slice: (name: Staged, after: number, most: number) => slice[name].all(after, most),
    text: (name: Staged, pk: number): string | null => text[name].get(pk) ?? null,
    count: (name: Staged | "link" | "member"): number =>
      name === "link" || name === "member"
        ? db.prepare<[], number>(`SELECT count(*) FROM staged.${name}`).pluck().get()!
        : count[name].get()!,
  };
}

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

/** What a row of a table refers to. */
const REFERENCES = {
  nodeOwner: ["db_dbnode", "user_id", "db_dbuser"],
  nodeComputer: ["db_dbnode", "dbcomputer_id", "db_dbcomputer"],
  groupOwner: ["db_dbgroup", "user_id", "db_dbuser"],
  commentOwner: ["db_dbcomment", "user_id", "db_dbuser"],
  commentNode: ["db_dbcomment", "dbnode_id", "db_dbnode"],
  logNode: ["db_dblog", "dbnode_id", "db_dbnode"],
} as const;
export type Reference = keyof typeof REFERENCES;

function prepareSettling(db: Database) {
  const lacking = (what: Staged, where: Staged) => ({
    count: db
      .prepare<[], number>(
        `SELECT count(*) FROM staged."${what}" WHERE pk NOT IN (SELECT pk FROM staged."${where}")`,
      )
      .pluck(),
    first: db
      .prepare<[number], number>(
        `SELECT pk FROM staged."${what}" WHERE pk NOT IN (SELECT pk FROM staged."${where}") ORDER BY pk LIMIT ?`,
      )
      .pluck(),
  });
  const isBroken = (reference: Reference) => {
    const [table, column, to] = REFERENCES[reference];
    return `FROM main.${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (SELECT id FROM main.${to})`;
  };
  return {
    /** Ids that are under one name and not under the other: how many, and the first ones. */
    lacking: (what: Staged, where: Staged, most: number) => {
      const { count, first } = lacking(what, where);
      const total = count.get()!;
      return { count: total, first: total === 0 ? [] : first.all(most) };
    },
    /** Rows whose reference leads nowhere: how many, and the first ones. */
    broken: (reference: Reference, most: number) => {
      const [, column] = REFERENCES[reference];
      const total = db
        .prepare<[], number>(`SELECT count(*) ${isBroken(reference)}`)
        .pluck()
        .get()!;
      const first =
        total === 0
          ? []
          : db
              .prepare<[number], BrokenReference>(
                `SELECT id, ${column} ${isBroken(reference)} ORDER BY id LIMIT ?`,
              )
              .raw()
              .all(most);
      return { count: total, first };
    },
    /** Take the rows out whose reference leads nowhere. */
    dropBroken: (reference: Reference) => void db.exec(`DELETE ${isBroken(reference)}`),
    /** Make a reference that leads nowhere null. */
    clearBroken: (reference: Reference) => {
      const [table, column] = REFERENCES[reference];
      db.exec(`UPDATE main.${table} SET ${column} = NULL WHERE id IN (SELECT id ${isBroken(reference)})`);
    },
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
