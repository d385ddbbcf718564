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

/** Primes, so that a link with another end under an id that was given anew makes another sum; all stays below 2^53. */
const LINK_SUM = { id: 7919, source: 104_729, target: 1_299_709, modulus: 1_000_003 };

/** What a link adds to the sum by which links are compared. */
export function linkSumOf(id: number, sourceId: number, targetId: number): number {
  return (id * LINK_SUM.id + sourceId * LINK_SUM.source + targetId * LINK_SUM.target) % LINK_SUM.modulus;
}

/** Looks at what came to a store since another state of it. */
export const prepareChangedRows = preparedOnce((db) => {
  const linkSum = db
    .prepare<[number], [count: number, sum: number]>(
      `SELECT count(*), coalesce(sum((id * ${LINK_SUM.id} + input_id * ${LINK_SUM.source} + output_id * ${LINK_SUM.target})
         % ${LINK_SUM.modulus}), 0) FROM db_dblink WHERE id <= ?`,
    )
    .raw();
  // The unary plus: by id the rows themselves would be walked, which are large; any index holds the ids too.
  const counts = db
    .prepare<[number], [upTo: number, all: number]>(
      "SELECT (SELECT count(*) FROM db_dbnode WHERE +id <= ?), (SELECT count(*) FROM db_dbnode)",
    )
    .raw();
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
    /** Nodes with ids up to this one, and all nodes. Reads one index. */
    counts: (upToId: number) => counts.get(upToId)!,
    /** How many links there are with ids up to this one, and `linkSum` of them. Reads them: 0.1 s for a million. */
    linkSum: (upToId: number) => linkSum.get(upToId)!,
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
