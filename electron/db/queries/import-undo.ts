import type { Database } from "better-sqlite3";
import type { EdgeTable } from "./import-traces.ts";

/** A link or membership: its id, both ends (source and target; group and node), and what it is known by. */
export type EdgeRow = [id: number, one: number, other: number, name: string];

const LINK =
  "link.id, link.input_id, link.output_id, link.input_id || ' ' || link.output_id || ' ' || link.type || ' ' || link.label";
const MEMBER = "member.id, member.dbgroup_id, member.dbnode_id, member.dbgroup_id || ' ' || member.dbnode_id";

/** First and last id; the first above the last stands for none. */
export type Span = readonly [first: number, last: number];

/** Columns that refer to a user or a computer, with their tables: what keeps it in a store. */
const REFERENCES = {
  db_dbuser: [
    ["db_dbnode", "user_id"],
    ["db_dbgroup", "user_id"],
    ["db_dbcomment", "user_id"],
    ["db_dbauthinfo", "aiidauser_id"],
  ],
  db_dbcomputer: [
    ["db_dbnode", "dbcomputer_id"],
    ["db_dbauthinfo", "dbcomputer_id"],
  ],
} as const;

export type ReferringTable = (typeof REFERENCES)["db_dbuser" | "db_dbcomputer"][number][0];

/** What undoing an import looks up: what hangs on rows with ids of a span (both ends included), and what refers to a row. */
export function prepareUndoReads(db: Database) {
  const edges = (select: string, from: string, condition: string) =>
    db
      .prepare<[number, number], EdgeRow>(`SELECT ${select} FROM ${from} WHERE ${condition} BETWEEN ? AND ?`)
      .raw();
  const touching = (near: "input_id" | "output_id", far: "input_id" | "output_id") =>
    db
      .prepare<[{ first: number; last: number; from: number; to: number }], EdgeRow>(
        `SELECT ${LINK} FROM db_dblink AS link
         WHERE link.${near} BETWEEN @first AND @last AND link.${far} NOT BETWEEN @from AND @to`,
      )
      .raw();
  const outgoing = touching("input_id", "output_id");
  const incoming = touching("output_id", "input_id");
  const outgoingCount = db
    .prepare<[number, number], number>("SELECT count(*) FROM db_dblink WHERE input_id BETWEEN ? AND ?")
    .pluck();
  const membersOfNodes = edges(MEMBER, "db_dbgroup_dbnodes AS member", "member.dbnode_id");
  const membersOfGroups = edges(MEMBER, "db_dbgroup_dbnodes AS member", "member.dbgroup_id");
  const byId: Record<EdgeTable, ReturnType<typeof edges>> = {
    db_dblink: edges(LINK, "db_dblink AS link", "link.id"),
    db_dbgroup_dbnodes: edges(MEMBER, "db_dbgroup_dbnodes AS member", "member.id"),
  };
  const notes = (table: "db_dbcomment" | "db_dblog") =>
    db
      .prepare<[number, number], [id: number, nodeId: number]>(
        `SELECT id, dbnode_id FROM ${table} WHERE dbnode_id BETWEEN ? AND ?`,
      )
      .raw();
  const comments = notes("db_dbcomment");
  const logs = notes("db_dblog");
  const labels = db
    .prepare<[string], string>(
      "SELECT label FROM db_dbgroup WHERE id IN (SELECT value FROM json_each(?)) ORDER BY label LIMIT 20",
    )
    .pluck();
  const groupUuid = db.prepare<[number], string>("SELECT uuid FROM db_dbgroup WHERE id = ?").pluck();
  const referring = Object.fromEntries(
    Object.entries(REFERENCES).map(([table, columns]) => [
      table,
      columns.map(
        ([from, column]) =>
          [from, db.prepare<[number], number>(`SELECT id FROM ${from} WHERE ${column} = ?`).pluck()] as const,
      ),
    ]),
  );
  const setExtras = db.prepare<[string | null, string, number]>(
    "UPDATE db_dbnode SET extras = ?, mtime = ? WHERE id = ?",
  );
  const setComment = db.prepare<[string | null, string, number]>(
    "UPDATE db_dbcomment SET content = ?, mtime = ? WHERE id = ?",
  );
  return {
    /** Links that begin at these nodes, but for those that end in a span of others. */
    outgoing: (first: number, last: number, [from, to]: Span) => outgoing.all({ first, last, from, to }),
    /** Links that end at these nodes, but for those that begin in a span of others. */
    incoming: (first: number, last: number, [from, to]: Span) => incoming.all({ first, last, from, to }),
    countOutgoing: (first: number, last: number) => outgoingCount.get(first, last) ?? 0,
    membersOfNodes: (first: number, last: number) => membersOfNodes.all(first, last),
    membersOfGroup: (groupId: number) => membersOfGroups.iterate(groupId, groupId),
    /** Links or memberships with these ids, one at a time. */
    edges: (table: EdgeTable, first: number, last: number) => byId[table].iterate(first, last),
    comments: (first: number, last: number) => comments.all(first, last),
    logs: (first: number, last: number) => logs.all(first, last),
    /** At most 20. */
    groupLabels: (groupIds: readonly number[]) => labels.all(JSON.stringify(groupIds)),
    groupUuid: (groupId: number) => groupUuid.get(groupId),
    /** True if any row refers to the user or computer that `isGoing` does not name. */
    isReferredTo: (
      table: "db_dbuser" | "db_dbcomputer",
      id: number,
      isGoing: (table: ReferringTable, id: number) => boolean,
    ): boolean =>
      referring[table]!.some(([from, statement]) => {
        for (const row of statement.iterate(id)) if (!isGoing(from, row)) return true;
        return false;
      }),
    /** Put a text and the time of its last change back. */
    restore: (kind: "extras" | "comment", id: number, text: string | null, time: string) =>
      void (kind === "extras" ? setExtras : setComment).run(text, time, id),
  };
}

export type UndoReads = ReturnType<typeof prepareUndoReads>;
