import type { Direction, LinkedNode } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";
import { LINKED_NODE_COLUMNS, type RawLinkedNode, readLinkedNode } from "../rows.ts";

/** One page of links in id order. */
export interface LinkPage {
  nodeId: number;
  afterLinkId: number;
  limit: number;
}

// A link runs input → output: a node's outgoing links are those it is the input of. Links whose far end is not in the
// archive are left out, as AiiDA does. The unary plus keeps the planner from the (much larger) index on the type.
const linksFrom = (near: "input_id" | "output_id", far: "input_id" | "output_id", condition: string) => `
  SELECT ${LINKED_NODE_COLUMNS}
  FROM db_dblink AS link JOIN db_dbnode AS node ON node.id = link.${far}
  WHERE link.${near} = @nodeId AND ${condition}`;

const countFrom = (near: "input_id" | "output_id", far: "input_id" | "output_id") => `
  SELECT count(*) FROM db_dblink AS link JOIN db_dbnode AS node ON node.id = link.${far} WHERE link.${near} = @nodeId`;

const PAGE = "link.id > @afterLinkId ORDER BY link.id LIMIT @limit";
const CALLS = "+link.type IN ('call_calc', 'call_work')";

/** Link queries over one open source. Keyset paging: page 1,000 costs what page 1 costs. */
export const prepareLinkQueries = preparedOnce((db) => {
  const pages = {
    outgoing: db.prepare<[LinkPage], RawLinkedNode>(linksFrom("input_id", "output_id", PAGE)),
    incoming: db.prepare<[LinkPage], RawLinkedNode>(linksFrom("output_id", "input_id", PAGE)),
  };
  const counts = {
    outgoing: db.prepare<[{ nodeId: number }], number>(countFrom("input_id", "output_id")).pluck(),
    incoming: db.prepare<[{ nodeId: number }], number>(countFrom("output_id", "input_id")).pluck(),
  };
  const caller = db.prepare<[{ nodeId: number }], RawLinkedNode>(
    linksFrom("output_id", "input_id", `${CALLS} ORDER BY link.id LIMIT 1`),
  );
  const calls = db.prepare<[{ nodeId: number; limit: number }], RawLinkedNode>(
    linksFrom("input_id", "output_id", `${CALLS} ORDER BY node.ctime, node.id LIMIT @limit`),
  );
  const retrieved = db
    .prepare<[{ nodeId: number }], number>(
      `SELECT node.id FROM db_dblink AS link JOIN db_dbnode AS node ON node.id = link.output_id
       WHERE link.input_id = @nodeId AND +link.type = 'create' AND +link.label = 'retrieved' ORDER BY link.id LIMIT 1`,
    )
    .pluck();

  return {
    /** Links of one direction with the node at their far end, in id order. */
    page: (direction: Direction, page: LinkPage): LinkedNode[] =>
      pages[direction].all(page).map(readLinkedNode),
    /** How many links of that direction lead to a node of the source. O(links of the node). */
    count: (direction: Direction, nodeId: number): number => counts[direction].get({ nodeId }) ?? 0,
    /** The process that called this one. */
    caller: (nodeId: number): LinkedNode | null => {
      const raw = caller.get({ nodeId });
      return raw ? readLinkedNode(raw) : null;
    },
    /** Processes that this one called, in time order. */
    calls: (nodeId: number, limit: number): LinkedNode[] => calls.all({ nodeId, limit }).map(readLinkedNode),
    /** The node at the end of a calculation's `retrieved` link. */
    retrievedId: (nodeId: number): number | null => retrieved.get({ nodeId }) ?? null,
  };
});
