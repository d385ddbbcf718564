import type { Database } from "better-sqlite3";
import { limit } from "../../archive/limits.ts";
import { tooManyRows } from "../bounded-rows.ts";
import { preparedOnce } from "../prepared.ts";
import { runLong } from "../run-long.ts";

/** A row as the archive's table takes it: values in the order of its columns. */
export type ExportRow = (string | number | null)[];

/** The tables whose rows are copied with their ids; links and memberships get new ones. */
export type CopiedTable =
  | "db_dbuser"
  | "db_dbcomputer"
  | "db_dbauthinfo"
  | "db_dbgroup"
  | "db_dbnode"
  | "db_dbcomment"
  | "db_dblog";

// What old archives may leave null is filled as AiiDA's own step `main_0000` → `main_0000a` does, but for times: those
// become the row's other time, else the source's own time of writing (@now), so that two exports are the same.
const text = (column: string) => `coalesce(CAST(${column} AS TEXT), '')`;
const time = (...columns: string[]) =>
  `coalesce(${columns.map((column) => `nullif(${column}, '')`).join(", ")}, @now)`;
const json = (column: string) => `coalesce(CAST(${column} AS TEXT), '{}')`;
const SELECTED: Record<CopiedTable, readonly string[]> = {
  db_dbuser: ["id", text("email"), text("first_name"), text("last_name"), text("institution")],
  db_dbcomputer: [
    "id",
    "uuid",
    text("label"),
    text("hostname"),
    text("description"),
    text("scheduler_type"),
    text("transport_type"),
    json("metadata"),
  ],
  db_dbauthinfo: [
    "id",
    "aiidauser_id",
    "dbcomputer_id",
    json("metadata"),
    json("auth_params"),
    "coalesce(enabled, 1)",
  ],
  db_dbgroup: [
    "id",
    "uuid",
    text("label"),
    "coalesce(CAST(type_string AS TEXT), 'core')",
    time("time"),
    text("description"),
    json("extras"),
    "user_id",
  ],
  db_dbnode: [
    "id",
    "uuid",
    text("node_type"),
    "process_type",
    text("label"),
    text("description"),
    time("ctime", "mtime"),
    time("mtime", "ctime"),
    json("attributes"),
    json("extras"),
    json("repository_metadata"),
    "dbcomputer_id",
    "user_id",
  ],
  db_dbcomment: [
    "id",
    "uuid",
    "dbnode_id",
    time("ctime", "mtime"),
    time("mtime", "ctime"),
    "user_id",
    text("content"),
  ],
  db_dblog: [
    "id",
    "uuid",
    time("time"),
    text("loggername"),
    text("levelname"),
    "dbnode_id",
    text("message"),
    json("metadata"),
  ],
};

/** Positions of the JSON columns in a table's rows. */
export function jsonPositions(table: CopiedTable): number[] {
  return SELECTED[table].flatMap((column, position) => (column.endsWith("'{}')") ? [position] : []));
}

/** A last column that says whether SQLite could read all JSON columns; flag 2 also takes Python's NaN. */
const allJsonValid = (table: CopiedTable) =>
  ["1", ...jsonPositions(table).map((position) => `json_valid(${SELECTED[table][position]}, 2)`)].join(
    " AND ",
  );

/** Positions in a row of `db_dbnode` that the exporter looks at. */
export const NODE_TYPE_COLUMN = 2;
export const ATTRIBUTES_COLUMN = 8;
export const REPOSITORY_COLUMN = 10;

/** Queries over the source for what an export writes. Ids go in as one JSON array; rows come in id order. */
export const prepareExportReads = preparedOnce((db) => {
  const copy = (table: CopiedTable) =>
    db
      .prepare<[{ ids: string; now: string }], ExportRow>(
        `SELECT ${SELECTED[table].join(", ")}, ${allJsonValid(table)} FROM ${table}
         WHERE id IN (SELECT value FROM json_each(@ids)) ORDER BY id`,
      )
      .raw();
  const copied: Record<CopiedTable, ReturnType<typeof copy>> = {
    db_dbuser: copy("db_dbuser"),
    db_dbcomputer: copy("db_dbcomputer"),
    db_dbauthinfo: copy("db_dbauthinfo"),
    db_dbgroup: copy("db_dbgroup"),
    db_dbnode: copy("db_dbnode"),
    db_dbcomment: copy("db_dbcomment"),
    db_dblog: copy("db_dblog"),
  };
  const notesOf = (table: "db_dbcomment" | "db_dblog", condition: string) => ({
    all: db
      .prepare<[], [id: number, nodeId: number]>(
        `SELECT id, dbnode_id FROM ${table} WHERE dbnode_id IS NOT NULL ${condition} ORDER BY id`,
      )
      .raw(),
    some: db
      .prepare<[string], number>(
        `SELECT id FROM ${table} WHERE dbnode_id IN (SELECT value FROM json_each(?)) ${condition} ORDER BY id`,
      )
      .pluck(),
  });
  const comments = notesOf("db_dbcomment", "AND user_id IS NOT NULL");
  const logs = notesOf("db_dblog", "");
  const authinfos = db
    .prepare<[string], [id: number, userId: number]>(`
      SELECT id, aiidauser_id FROM db_dbauthinfo
      WHERE aiidauser_id IS NOT NULL AND dbcomputer_id IN (SELECT value FROM json_each(?)) ORDER BY id`)
    .raw();
  const memberships = db
    .prepare<[string], [groupId: number, nodeId: number]>(`
      SELECT DISTINCT member.dbgroup_id, member.dbnode_id FROM db_dbgroup_dbnodes AS member
      JOIN db_dbnode AS node ON node.id = member.dbnode_id
      WHERE member.dbgroup_id IN (SELECT value FROM json_each(?)) ORDER BY 1, 2`)
    .raw();
  const count = (table: string) => db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck();
  const rowsOf = {
    members: count("db_dbgroup_dbnodes"),
    comments: count("db_dbcomment"),
    logs: count("db_dblog"),
  };
  const unknownLinks = db
    .prepare<[string], [source: number, target: number, label: string, type: string]>(`
      SELECT DISTINCT link.input_id, link.output_id, ${text("link.label")}, ${text("link.type")}
      FROM db_dblink AS link
      JOIN db_dbnode AS source ON source.id = link.input_id
      JOIN db_dbnode AS target ON target.id = link.output_id
      WHERE link.type IS NULL OR link.type NOT IN (SELECT value FROM json_each(?)) ORDER BY 1, 2, 3, 4`)
    .raw();
  const uuids = (table: "db_dbnode" | "db_dbcomputer") =>
    db
      .prepare<[string], string>(
        `SELECT uuid FROM ${table} WHERE id IN (SELECT value FROM json_each(?)) ORDER BY uuid`,
      )
      .pluck();
  const nodeUuids = uuids("db_dbnode");
  const computerUuids = uuids("db_dbcomputer");
  const licences = db
    .prepare<[string], [nodeId: number, uuid: string, licence: unknown]>(`
      SELECT id, uuid, json_extract(attributes, '$.source.license') FROM db_dbnode
      WHERE id IN (SELECT value FROM json_each(?)) AND json_valid(attributes, 2)
        AND json_extract(attributes, '$.source.license') IS NOT NULL ORDER BY id`)
    .raw();
  const list = (ids: Iterable<number>) => JSON.stringify([...ids]);
  return {
    /**
     * Rows by id, one at a time, each with one value more: 1 when SQLite could read all of its JSON, else 0.
     * The connection is busy until the last one is taken.
     */
    rows: (table: CopiedTable, ids: Iterable<number>, now: string) =>
      copied[table].iterate({ ids: list(ids), now }),
    /** Pairs of comment and node, by comment. */
    commentNodes: () => asColumns(rowsOf.comments.get()!, () => comments.all.iterate()),
    /** Pairs of log and node, by log. */
    logNodes: () => asColumns(rowsOf.logs.get()!, () => logs.all.iterate()),
    /** Ids of the comments on some nodes. Each node is looked up. */
    commentsOn: (nodeIds: Iterable<number>) => comments.some.all(list(nodeIds)),
    /** Ids of the logs of some nodes. Each node is looked up. */
    logsOf: (nodeIds: Iterable<number>) => logs.some.all(list(nodeIds)),
    authinfosOf: (computerIds: Iterable<number>) => authinfos.all(list(computerIds)),
    /** Distinct pairs of group and node that exists, in this order. */
    memberships: (groupIds: Iterable<number>) =>
      asColumns(rowsOf.members.get()!, () => memberships.iterate(list(groupIds))),
    /** Distinct links of other types whose ends exist. */
    linksOfOtherTypes: (types: readonly string[]) => unknownLinks.all(JSON.stringify(types)),
    nodeUuids: (ids: Iterable<number>) => nodeUuids.all(list(ids)),
    computerUuids: (ids: Iterable<number>) => computerUuids.all(list(ids)),
    /** Nodes with a `source.license`. */
    licences: (ids: Iterable<number>) => licences.all(list(ids)),
  };
});

/** Rows of two numbers as two columns. */
export interface Pairs {
  count: number;
  /** `count` numbers each, and no matter what behind them. */
  firsts: Float64Array;
  seconds: Float64Array;
}

/**
 * A million rows of two numbers take 16 MB as columns, and 100 as rows.
 * @param most There are no more rows.
 * @param begin Called when nothing else can fail: a connection with rows begun and not taken could not even be closed.
 */
function asColumns(most: number, begin: () => Iterable<[first: number, second: number]>): Pairs {
  const mostRows = limit("STEMMA_MAX_ROWS");
  const room = Math.min(most, mostRows);
  const pairs = { count: 0, firsts: new Float64Array(room), seconds: new Float64Array(room) };
  for (const [first, second] of begin()) {
    if (pairs.count === mostRows) throw tooManyRows(mostRows + 1);
    pairs.firsts[pairs.count] = first;
    pairs.seconds[pairs.count++] = second;
  }
  return pairs;
}

/** Statements that fill an archive's tables, in the order of their columns. */
export function prepareExportWrites(db: Database) {
  const insert = (table: string, columns: string) => {
    const marks = columns.split(",").map(() => "?");
    return db.prepare<ExportRow>(`INSERT INTO ${table} (${columns}) VALUES (${marks.join(", ")})`);
  };
  const copied: Record<CopiedTable, ReturnType<typeof insert>> = {
    db_dbuser: insert("db_dbuser", "id, email, first_name, last_name, institution"),
    db_dbcomputer: insert(
      "db_dbcomputer",
      "id, uuid, label, hostname, description, scheduler_type, transport_type, metadata",
    ),
    db_dbauthinfo: insert("db_dbauthinfo", "id, aiidauser_id, dbcomputer_id, metadata, auth_params, enabled"),
    db_dbgroup: insert("db_dbgroup", "id, uuid, label, type_string, time, description, extras, user_id"),
    db_dbnode: insert(
      "db_dbnode",
      "id, uuid, node_type, process_type, label, description, ctime, mtime, attributes, extras, repository_metadata, dbcomputer_id, user_id",
    ),
    db_dbcomment: insert("db_dbcomment", "id, uuid, dbnode_id, ctime, mtime, user_id, content"),
    db_dblog: insert("db_dblog", "id, uuid, time, loggername, levelname, dbnode_id, message, metadata"),
  };
  const link = insert("db_dblink", "id, input_id, output_id, label, type");
  const membership = insert("db_dbgroup_dbnodes", "id, dbnode_id, dbgroup_id");
  const broken = db
    .prepare<[], [table: string, rowId: number, referred: string]>(
      "SELECT * FROM pragma_foreign_key_check LIMIT 1",
    )
    .raw();
  return {
    row: (table: CopiedTable, row: ExportRow) => void copied[table].run(...row),
    link: (...row: [id: number, source: number, target: number, label: string, type: string]) =>
      void link.run(...row),
    membership: (id: number, nodeId: number, groupId: number) => void membership.run(id, nodeId, groupId),
    /** The first row that refers to one that is not there, or undefined. */
    brokenReference: () => broken.get(),
    run: (statement: string) => runLong(db, statement),
  };
}
