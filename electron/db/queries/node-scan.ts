import { preparedOnce } from "../prepared.ts";

/** Scans of what belongs to nodes, for what is kept in memory of every node. */
export const prepareNodeScans = preparedOnce((db) => {
  const membership = db.prepare<[], { uuid: unknown; nodeId: number }>(
    `SELECT DISTINCT grp.uuid AS uuid, member.dbnode_id AS nodeId
     FROM db_dbgroup_dbnodes AS member JOIN db_dbgroup AS grp ON grp.id = member.dbgroup_id`,
  );
  return {
    /** Each pair of a group's UUID and a member's id once. */
    memberships: () => membership.all(),
  };
});
