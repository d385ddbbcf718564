import type { Database } from "better-sqlite3";

/** Tables whose rows are known again by what stands in them, whatever their id. */
export const NAMED_TABLES = [
  "db_dbuser",
  "db_dbcomputer",
  "db_dbauthinfo",
  "db_dbgroup",
  "db_dbnode",
  "db_dbcomment",
  "db_dblog",
] as const;

/** Tables whose rows join two others, and are known by which. */
export const EDGE_TABLES = ["db_dblink", "db_dbgroup_dbnodes"] as const;

/** The tables of a store that an import adds rows to. */
export const TRACED_TABLES = [...NAMED_TABLES, ...EDGE_TABLES] as const;

export type TracedTable = (typeof TRACED_TABLES)[number];
export type EdgeTable = (typeof EDGE_TABLES)[number];
export type NamedTable = (typeof NAMED_TABLES)[number];

/** A row by id with what it is known by, and when it was last changed (null where the table does not say). */
export type NamedRow = [id: number, name: string, changed: string | null];

/** A text as it was before an import changed it, and as it is now. */
export type ChangedText = [
  kind: "extras" | "comment",
  id: number,
  uuid: string,
  textBefore: string | null,
  timeBefore: string,
  textAfter: string | null,
];

const EDGE_NAMES: Record<EdgeTable, string> = {
  db_dblink: "input_id || ' ' || output_id || ' ' || type || ' ' || label",
  db_dbgroup_dbnodes: "dbgroup_id || ' ' || dbnode_id",
};
const NAMES: Record<NamedTable, string> = {
  db_dbuser: "email, NULL",
  db_dbcomputer: "uuid, NULL",
  db_dbauthinfo: "aiidauser_id || ' ' || dbcomputer_id, NULL",
  db_dbgroup: "uuid, NULL",
  db_dbnode: "uuid, mtime",
  db_dbcomment: "uuid, mtime",
  db_dblog: "uuid, NULL",
};

/** The highest id of each table; 0 where it is empty. */
export function highestIds(db: Database): Record<TracedTable, number> {
  const highest = (table: TracedTable) =>
    db.prepare<[], number | null>(`SELECT max(id) FROM ${table}`).pluck().get() ?? 0;
  return Object.fromEntries(TRACED_TABLES.map((table) => [table, highest(table)])) as Record<
    TracedTable,
    number
  >;
}

/** What is read of a store to tell what an import added, and whether that is still there. */
export function prepareImportTraces(db: Database) {
  const named = (table: NamedTable) =>
    db
      .prepare<[number, number, number], NamedRow>(
        `SELECT id, ${NAMES[table]} FROM ${table} WHERE id > ? AND id <= ? ORDER BY id LIMIT ?`,
      )
      .raw();
  const rows = Object.fromEntries(NAMED_TABLES.map((table) => [table, named(table)])) as Record<
    NamedTable,
    ReturnType<typeof named>
  >;
  const newLinks = db
    .prepare<[{ link: number; node: number }], [id: number, name: string]>(
      `SELECT id, ${EDGE_NAMES.db_dblink} FROM db_dblink
       WHERE id > @link AND (input_id <= @node OR output_id <= @node) ORDER BY id`,
    )
    .raw();
  const newMembers = db
    .prepare<[{ membership: number; node: number; group: number }], [id: number, name: string]>(
      `SELECT id, ${EDGE_NAMES.db_dbgroup_dbnodes} FROM db_dbgroup_dbnodes
       WHERE id > @membership AND (dbnode_id <= @node OR dbgroup_id <= @group) ORDER BY id`,
    )
    .raw();
  const edge = (table: EdgeTable) =>
    db
      .prepare<[number], [id: number, name: string]>(
        `SELECT id, ${EDGE_NAMES[table]} FROM ${table} WHERE id > ? ORDER BY id LIMIT 1`,
      )
      .raw();
  const edges = { db_dblink: edge("db_dblink"), db_dbgroup_dbnodes: edge("db_dbgroup_dbnodes") };
  const extras = db
    .prepare<[number], [string | null, string]>("SELECT extras, uuid FROM db_dbnode WHERE id = ?")
    .raw();
  const comment = db
    .prepare<[number], [string | null, string]>("SELECT content, uuid FROM db_dbcomment WHERE id = ?")
    .raw();
  return {
    /** The first link or membership above an id, with what it is known by. */
    edge: (table: EdgeTable, after: number) => edges[table].all(after),
    /** The text as it is now, and the UUID of its row. */
    text: (kind: ChangedText[0], id: number) => (kind === "extras" ? extras : comment).get(id),
    /** Rows with `after` < id ≤ `last`, in id order. */
    rows: (table: NamedTable, after: number, last: number, limit: number) =>
      rows[table].all(after, last, limit),
    /** Links and memberships above these ids that join something that was there before, one at a time. */
    newLinks: (before: Record<TracedTable, number>) =>
      newLinks.iterate({ link: before.db_dblink, node: before.db_dbnode }),
    newMembers: (before: Record<TracedTable, number>) =>
      newMembers.iterate({
        membership: before.db_dbgroup_dbnodes,
        node: before.db_dbnode,
        group: before.db_dbgroup,
      }),
  };
}

export type ImportTraces = ReturnType<typeof prepareImportTraces>;

/** Keep from now on, for this connection and in memory, what extras and comments are before they are changed. */
export function watchTexts(db: Database): void {
  db.exec(`
    CREATE TEMP TABLE stemma_text_before (
      kind TEXT NOT NULL, id INTEGER NOT NULL, text TEXT, time TEXT NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TEMP TRIGGER stemma_extras_before AFTER UPDATE OF extras ON main.db_dbnode
      WHEN old.extras IS NOT new.extras
      BEGIN INSERT OR IGNORE INTO stemma_text_before VALUES ('extras', old.id, old.extras, old.mtime); END;
    CREATE TEMP TRIGGER stemma_comment_before AFTER UPDATE OF content, mtime ON main.db_dbcomment
      WHEN old.content IS NOT new.content OR old.mtime IS NOT new.mtime
      BEGIN INSERT OR IGNORE INTO stemma_text_before VALUES ('comment', old.id, old.content, old.mtime); END;`);
}

/** What was changed since `watchTexts`, one at a time. */
export function changedTexts(db: Database): IterableIterator<ChangedText> {
  return db
    .prepare<[], ChangedText>(
      `SELECT before.kind, before.id, node.uuid, before.text, before.time, node.extras
       FROM stemma_text_before AS before JOIN db_dbnode AS node ON node.id = before.id WHERE before.kind = 'extras'
       UNION ALL
       SELECT before.kind, before.id, comment.uuid, before.text, before.time, comment.content
       FROM stemma_text_before AS before JOIN db_dbcomment AS comment ON comment.id = before.id WHERE before.kind = 'comment'`,
    )
    .raw()
    .iterate();
}
