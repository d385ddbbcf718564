import type { Database } from "better-sqlite3";
import type { LinkType } from "../../../shared/model/link.ts";

/** Rows that went with some nodes. */
export interface DeletedRows {
  nodes: number;
  links: number;
  comments: number;
  logs: number;
  memberships: number;
}

/** Tables whose rows are deleted by their ids. */
export type DeletableTable =
  | "db_dbuser"
  | "db_dbcomputer"
  | "db_dbauthinfo"
  | "db_dbgroup"
  | "db_dbcomment"
  | "db_dblog"
  | "db_dblink"
  | "db_dbgroup_dbnodes";

/** Statements that delete from a store, and what is looked up right before. Lists of ids go in as one JSON array each. */
export function prepareDeletions(db: Database) {
  const listed = "IN (SELECT value FROM json_each(?))";
  const of = (table: string, column: string) =>
    db.prepare<[string]>(`DELETE FROM ${table} WHERE ${column} ${listed}`);
  const memberships = of("db_dbgroup_dbnodes", "dbnode_id");
  const members = of("db_dbgroup_dbnodes", "dbgroup_id");
  const outgoing = of("db_dblink", "input_id");
  const incoming = of("db_dblink", "output_id");
  const comments = of("db_dbcomment", "dbnode_id");
  const logs = of("db_dblog", "dbnode_id");
  const nodes = of("db_dbnode", "id");
  const byId: Record<DeletableTable, ReturnType<typeof of>> = {
    db_dbuser: of("db_dbuser", "id"),
    db_dbcomputer: of("db_dbcomputer", "id"),
    db_dbauthinfo: of("db_dbauthinfo", "id"),
    db_dbgroup: of("db_dbgroup", "id"),
    db_dbcomment: of("db_dbcomment", "id"),
    db_dblog: of("db_dblog", "id"),
    db_dblink: of("db_dblink", "id"),
    db_dbgroup_dbnodes: of("db_dbgroup_dbnodes", "id"),
  };
  const uuids = db
    .prepare<[string], [id: number, uuid: string]>(
      "SELECT node.id, node.uuid FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value",
    )
    .raw();
  const farEnds = (near: "input_id" | "output_id", far: "input_id" | "output_id") =>
    db
      .prepare<[{ ids: string; types: string }], number>(
        `SELECT DISTINCT link.${far} FROM json_each(@ids) AS wanted
         CROSS JOIN db_dblink AS link ON link.${near} = wanted.value
         WHERE +link.type IN (SELECT value FROM json_each(@types)) AND link.${far} IN (SELECT id FROM db_dbnode)`,
      )
      .pluck();
  const targets = farEnds("input_id", "output_id");
  const sources = farEnds("output_id", "input_id");
  return {
    /**
     * Delete nodes with everything that cannot be without them: links at either end, memberships, comments, logs. Users,
     * computers and groups stay (`aiida/storage/psql_dos/backend.py`, `delete_nodes_and_connections`).
     */
    deleteNodes(nodeIds: readonly number[]): DeletedRows {
      const ids = JSON.stringify(nodeIds);
      return {
        memberships: memberships.run(ids).changes,
        links: outgoing.run(ids).changes + incoming.run(ids).changes,
        comments: comments.run(ids).changes,
        logs: logs.run(ids).changes,
        nodes: nodes.run(ids).changes,
      };
    },
    /** Take all members out of groups. @returns How many there were. */
    deleteMembers: (groupIds: readonly number[]): number => members.run(JSON.stringify(groupIds)).changes,
    /** Delete rows of a table. @returns How many there were. */
    deleteRows: (table: DeletableTable, ids: readonly number[]): number =>
      byId[table].run(JSON.stringify(ids)).changes,
    /** UUIDs of those of the nodes that are there. */
    uuids: (nodeIds: readonly number[]) => uuids.all(JSON.stringify(nodeIds)),
    /** Nodes at the far ends of links of these types: targets (`forward`) or sources. Ends where no node is do not count. */
    neighbours: (nodeIds: readonly number[], types: readonly LinkType[], forward: boolean): number[] =>
      (forward ? targets : sources).all({ ids: JSON.stringify(nodeIds), types: JSON.stringify(types) }),
  };
}

export type Deletions = ReturnType<typeof prepareDeletions>;

/** In which groups these nodes are, and how many of them in each. */
export const membershipsOf = (db: Database, nodeIds: readonly number[]): [groupId: number, count: number][] =>
  db
    .prepare<[string], [number, number]>(
      `SELECT member.dbgroup_id, count(*) FROM json_each(?) AS wanted
       CROSS JOIN db_dbgroup_dbnodes AS member ON member.dbnode_id = wanted.value GROUP BY member.dbgroup_id`,
    )
    .raw()
    .all(JSON.stringify(nodeIds));
