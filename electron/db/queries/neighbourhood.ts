import type { Database } from "better-sqlite3";
import type { LinkType } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";

/** A link as stored; old archives may hold anything but for its id. */
export type StoredLink = [id: number, source: unknown, target: unknown, type: unknown, label: unknown];

/** A node with what an export needs to know of it: 1 for calculations and workflows, keys of its user and computer. */
export type StoredNode = [id: number, uuid: unknown, user: unknown, computer: unknown, isProcess: 0 | 1];

/** The links and nodes around some nodes, by the indexes on the ends of links. Ids go in as one JSON array each. */
export const prepareNeighbourhood = preparedOnce((db) => {
  // The unary plus keeps the planner from the index on the type, which holds a sixth of all links.
  const far = (near: string, end: string) =>
    db
      .prepare<[string, string], number>(
        `SELECT DISTINCT link.${end} FROM json_each(?) AS near CROSS JOIN db_dblink AS link ON link.${near} = near.value
         WHERE +link.type IN (SELECT value FROM json_each(?)) AND typeof(link.${end}) = 'integer'`,
      )
      .pluck();
  const forward = far("input_id", "output_id");
  const backward = far("output_id", "input_id");
  const into = db
    .prepare<[string], StoredLink>(
      `SELECT link.id, link.input_id, link.output_id, link.type, link.label
       FROM json_each(?) AS near CROSS JOIN db_dblink AS link ON link.output_id = near.value`,
    )
    .raw();
  const nodes = db
    .prepare<[string], StoredNode>(
      `SELECT node.id, node.uuid, node.user_id, node.dbcomputer_id, substr(node.node_type, 1, 8) IS 'process.'
       FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value`,
    )
    .raw();
  return {
    /** Ids at the far ends of links of these types, each once; some may be no node's. */
    neighbours: (nodeIds: readonly number[], types: readonly LinkType[], isForward: boolean): number[] =>
      types.length === 0
        ? []
        : (isForward ? forward : backward).all(JSON.stringify(nodeIds), JSON.stringify(types)),
    /** Every link that ends at one of the nodes, in no order. */
    linksInto: (nodeIds: readonly number[]): StoredLink[] => into.all(JSON.stringify(nodeIds)),
    /** Those of the ids that are nodes', in the order of the ids. */
    nodes: (nodeIds: readonly number[]): StoredNode[] => nodes.all(JSON.stringify(nodeIds)),
    /** True where both ends of links have an index, without which each of these would read all links. */
    isIndexed: (): boolean =>
      ["input_id", "output_id"].every((column) => firstIndexedColumns(db).includes(column)),
  };
});

function firstIndexedColumns(db: Database): string[] {
  return db
    .prepare<[], string>(
      `SELECT info.name FROM pragma_index_list('db_dblink') AS list, pragma_index_info(list.name) AS info
       WHERE info.seqno = 0 AND info.name IS NOT NULL AND list.partial = 0`,
    )
    .pluck()
    .all();
}
