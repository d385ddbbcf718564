import { preparedOnce } from "../prepared.ts";
import { PROCESS_COLUMNS, type ProcessColumns } from "../rows.ts";

/** One node of a scan, as a tuple: id, type, process type, label, ctime, mtime, user id, computer id. */
export type ScannedNode = [
  nodeId: number,
  nodeType: unknown,
  processType: unknown,
  label: unknown,
  ctime: unknown,
  mtime: unknown,
  userId: number | null,
  computerId: number | null,
];

/** Scans of whole tables in keyset slices, for what is kept in memory of every node. */
export const prepareNodeScans = preparedOnce((db) => {
  const nodes = db
    .prepare<[{ after: number; limit: number }], ScannedNode>(
      `SELECT id, node_type, process_type, label, ctime, mtime, user_id, dbcomputer_id
       FROM db_dbnode WHERE id > @after ORDER BY id LIMIT @limit`,
    )
    .raw();
  const processes = db.prepare<[{ ids: string }], ProcessColumns & { nodeId: number }>(
    `SELECT node.id AS nodeId, ${PROCESS_COLUMNS}
     FROM json_each(@ids) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value`,
  );
  const byUuid = db.prepare<[], number>("SELECT id FROM db_dbnode ORDER BY uuid, id").pluck();
  const membership = db.prepare<[], { uuid: unknown; nodeId: number }>(
    `SELECT DISTINCT grp.uuid AS uuid, member.dbnode_id AS nodeId
     FROM db_dbgroup_dbnodes AS member JOIN db_dbgroup AS grp ON grp.id = member.dbgroup_id`,
  );
  const count = db.prepare<[], number>("SELECT count(*) FROM db_dbnode").pluck();
  return {
    count: (): number => count.get() ?? 0,
    /** Nodes with an id above `after`, ascending. */
    slice: (after: number, limit: number): ScannedNode[] => nodes.all({ after, limit }),
    /** What these process nodes say of themselves. Reads their attributes: the dear part. */
    processes: (nodeIds: readonly number[]) => processes.all({ ids: JSON.stringify(nodeIds) }),
    /** All node ids in the order of their UUIDs. */
    idsByUuid: (): number[] => byUuid.all(),
    /** Each pair of a group's UUID and a member's id once. */
    memberships: () => membership.all(),
  };
});
