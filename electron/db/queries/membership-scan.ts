import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** Scans of which nodes groups have, for what is kept in memory of every node. */
export const prepareMembershipScans = preparedOnce((db) => {
  const groups = db
    .prepare<[], [groupId: number, uuid: unknown, count: number]>(
      `SELECT grp.id, grp.uuid, (SELECT count(*) FROM db_dbgroup_dbnodes WHERE dbgroup_id = grp.id AND ${IS_ID})
       FROM db_dbgroup AS grp ORDER BY grp.id`,
    )
    .raw();
  // Ids as one text: a row costs a microsecond on its way into JavaScript, an id in a text a tenth of that.
  const memberIds = db
    .prepare<[number], string | null>(
      `SELECT group_concat(dbnode_id) FROM db_dbgroup_dbnodes WHERE dbgroup_id = ? AND ${IS_ID}`,
    )
    .pluck();
  return {
    /** Every group with its memberships, which may name one node twice. */
    groups: () => groups.all().map(([groupId, uuid, count]) => ({ groupId, uuid: text(uuid), count })),
    /** Ids of members, in no order: "3,1,2". */
    memberIds: (groupId: number) => memberIds.get(groupId) ?? "",
  };
});

/** What can be the id of a node at all: archives of strangers hold anything. */
const IS_ID = "typeof(dbnode_id) = 'integer' AND dbnode_id BETWEEN 0 AND 2147483647";
