import { preparedOnce } from "../prepared.ts";
import { optionalText, text } from "../rows.ts";

/** What is kept in memory of one node, as stored. */
export interface ChangedNode {
  nodeId: number;
  nodeType: string;
  /** Null where there is none. */
  processType: string | null;
  label: string;
  ctime: string;
  mtime: string;
  userId: number | null;
  computerId: number | null;
}

/** One link: id, source and target node ids, type, label. */
export type ChangedLink = [id: number, source: unknown, target: unknown, type: unknown, label: unknown];

type RawNode = Record<"nodeType" | "processType" | "label" | "ctime" | "mtime", unknown> &
  Pick<ChangedNode, "nodeId" | "userId" | "computerId">;
type Table = "db_dbnode" | "db_dblink";

/** Looks at what came to a store since another state of it. */
export const prepareChangedRows = preparedOnce((db) => {
  const count = (table: Table) =>
    db
      .prepare<[number], [upTo: number, all: number]>(
        `SELECT (SELECT count(*) FROM ${table} WHERE id <= ?), (SELECT count(*) FROM ${table})`,
      )
      .raw();
  const counts = { db_dbnode: count("db_dbnode"), db_dblink: count("db_dblink") };
  const uuid = db.prepare<[number], unknown>("SELECT uuid FROM db_dbnode WHERE id = ?").pluck();
  const idsAfter = db
    .prepare<[number], string | null>("SELECT group_concat(id) FROM db_dbnode WHERE id > ?")
    .pluck();
  const nodes = db.prepare<[string], RawNode>(`
    SELECT id AS nodeId, node_type AS nodeType, process_type AS processType, label, ctime, mtime,
      user_id AS userId, dbcomputer_id AS computerId
    FROM db_dbnode WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`);
  const links = db
    .prepare<[number, number], ChangedLink>(
      "SELECT id, input_id, output_id, type, label FROM db_dblink WHERE id > ? ORDER BY id LIMIT ?",
    )
    .raw();
  return {
    /** Rows with ids up to this one, and all rows. Reads one index. */
    counts: (table: Table, upToId: number) => counts[table].get(upToId)!,
    /** Null where there is no such node. */
    uuid: (nodeId: number) => optionalText(uuid.get(nodeId)),
    /** Ids behind one, in no order: "3,1,2". */
    idsAfter: (nodeId: number) => idsAfter.get(nodeId) ?? "",
    /** Those of the nodes that are there, ascending by id. */
    nodes: (nodeIds: Iterable<number>): ChangedNode[] =>
      nodes.all(JSON.stringify([...nodeIds])).map((raw) => ({
        nodeId: raw.nodeId,
        nodeType: text(raw.nodeType),
        processType: optionalText(raw.processType) || null,
        label: text(raw.label),
        ctime: text(raw.ctime),
        mtime: text(raw.mtime),
        userId: raw.userId,
        computerId: raw.computerId,
      })),
    /** The next links behind an id; fewer than `limit` at the end. */
    links: (afterId: number, limit: number) => links.all(afterId, limit),
  };
});
