import type { Database } from "better-sqlite3";
import { text } from "../rows.ts";

/** The columns of a node that may change after it was stored. */
export type NodeColumn = "label" | "description" | "extras";

/** A column of a node and its time of change, as stored. */
export interface NodeValue {
  value: string | null;
  mtime: string;
}

/** A group's row but for its UUID. */
export interface GroupState {
  id: number;
  label: string;
  typeString: string;
  time: string;
  description: string;
  extras: string;
  userId: number;
}

/** A comment's row but for its UUID and node. */
export interface CommentState {
  id: number;
  ctime: string;
  mtime: string;
  userId: number;
  content: string;
}

/** A row that says that a node is in a group: its own id and the UUID of the node. */
export type MemberRow = [id: number, node: string];

/** What an edit of a store reads and writes. Nodes are named by the ids that `idsByUuid` of the library's rows gives. */
export function prepareEditRows(db: Database) {
  const value = (column: NodeColumn) =>
    db.prepare<[number], { value: unknown; mtime: unknown }>(
      `SELECT ${column} AS value, mtime FROM db_dbnode WHERE id = ?`,
    );
  const setValue = (column: NodeColumn) =>
    db.prepare<[string | null, string, number]>(`UPDATE db_dbnode SET ${column} = ?, mtime = ? WHERE id = ?`);
  const values = { label: value("label"), description: value("description"), extras: value("extras") };
  const setValues = {
    label: setValue("label"),
    description: setValue("description"),
    extras: setValue("extras"),
  };
  const group = db.prepare<[string], { [K in keyof GroupState]: unknown } & { id: number; userId: number }>(
    `SELECT id, label, type_string AS typeString, time, description, extras, user_id AS userId
     FROM db_dbgroup WHERE uuid = ?`,
  );
  const labelTaken = db
    .prepare<[string, string], string>("SELECT uuid FROM db_dbgroup WHERE label = ? AND type_string = ?")
    .pluck();
  const addGroup = db.prepare<[GroupState & { uuid: string }]>(
    `INSERT INTO db_dbgroup (id, uuid, label, type_string, time, description, extras, user_id)
     VALUES (@id, @uuid, @label, @typeString, @time, @description, @extras, @userId)`,
  );
  const setGroup = db.prepare<[{ label: string; description: string; uuid: string }]>(
    "UPDATE db_dbgroup SET label = @label, description = @description WHERE uuid = @uuid",
  );
  const deleteGroup = db.prepare<[string]>("DELETE FROM db_dbgroup WHERE uuid = ?");
  const memberRows = db
    .prepare<[number], MemberRow>(
      `SELECT member.id, node.uuid FROM db_dbgroup_dbnodes AS member JOIN db_dbnode AS node ON node.id = member.dbnode_id
       WHERE member.dbgroup_id = ? ORDER BY member.id`,
    )
    .raw();
  const addMember = db.prepare<[number, number, number]>(
    "INSERT INTO db_dbgroup_dbnodes (id, dbnode_id, dbgroup_id) VALUES (?, ?, ?)",
  );
  const memberId = db
    .prepare<[number, number], number>(
      "SELECT id FROM db_dbgroup_dbnodes WHERE dbgroup_id = ? AND dbnode_id = ?",
    )
    .pluck();
  const removeMember = db.prepare<[number]>("DELETE FROM db_dbgroup_dbnodes WHERE id = ?");
  const countMembers = db
    .prepare<[number], number>("SELECT count(*) FROM db_dbgroup_dbnodes WHERE dbgroup_id = ?")
    .pluck();
  const comment = db.prepare<
    [string],
    { [K in keyof CommentState]: unknown } & { id: number; userId: number; node: unknown }
  >(
    `SELECT comment.id, comment.ctime, comment.mtime, comment.user_id AS userId, comment.content, node.uuid AS node
     FROM db_dbcomment AS comment JOIN db_dbnode AS node ON node.id = comment.dbnode_id WHERE comment.uuid = ?`,
  );
  const commentUuid = db.prepare<[number], string>("SELECT uuid FROM db_dbcomment WHERE id = ?").pluck();
  const addComment = db.prepare<[CommentState & { uuid: string; nodeId: number }]>(
    `INSERT INTO db_dbcomment (id, uuid, dbnode_id, ctime, mtime, user_id, content)
     VALUES (@id, @uuid, @nodeId, @ctime, @mtime, @userId, @content)`,
  );
  const setComment = db.prepare<[string, string, string]>(
    "UPDATE db_dbcomment SET content = ?, mtime = ? WHERE uuid = ?",
  );
  const deleteComment = db.prepare<[string]>("DELETE FROM db_dbcomment WHERE uuid = ?");
  const isTaken = (table: "db_dbgroup" | "db_dbgroup_dbnodes" | "db_dbcomment") =>
    db.prepare<[number], number>(`SELECT 1 FROM ${table} WHERE id = ?`).pluck();
  const taken = {
    db_dbgroup: isTaken("db_dbgroup"),
    db_dbgroup_dbnodes: isTaken("db_dbgroup_dbnodes"),
    db_dbcomment: isTaken("db_dbcomment"),
  };
  const uuids = db
    .prepare<[string], string>(
      "SELECT node.uuid FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value",
    )
    .pluck();
  return {
    nodeValue(nodeId: number, column: NodeColumn): NodeValue {
      const found = values[column].get(nodeId)!; // ids come from `idsByUuid`
      return { value: found.value === null ? null : text(found.value), mtime: text(found.mtime) };
    },
    setNodeValue: (nodeId: number, column: NodeColumn, { value, mtime }: NodeValue) =>
      void setValues[column].run(value, mtime, nodeId),
    group(uuid: string): GroupState | null {
      const found = group.get(uuid);
      if (!found) return null;
      const { id, userId, label, typeString, time, description, extras } = found;
      return {
        id,
        userId,
        label: text(label),
        typeString: text(typeString),
        time: text(time),
        description: text(description),
        extras: text(extras),
      };
    },
    /** The UUID of the group that has this label among those of its type. */
    groupOfLabel: (label: string, typeString: string) => labelTaken.get(label, typeString),
    addGroup: (uuid: string, state: GroupState) => void addGroup.run({ ...state, uuid }),
    setGroup: (uuid: string, { label, description }: Pick<GroupState, "label" | "description">) =>
      void setGroup.run({ uuid, label, description }),
    deleteGroup: (uuid: string) => void deleteGroup.run(uuid),
    /** In the order in which the nodes came. */
    memberRows: (groupId: number) => memberRows.all(groupId),
    addMember: (id: number, nodeId: number, groupId: number) => void addMember.run(id, nodeId, groupId),
    memberId: (groupId: number, nodeId: number) => memberId.get(groupId, nodeId),
    removeMember: (id: number) => void removeMember.run(id),
    countMembers: (groupId: number) => countMembers.get(groupId) ?? 0,
    comment(uuid: string): { node: string; state: CommentState } | null {
      const found = comment.get(uuid);
      if (!found) return null;
      const { id, userId, node, ctime, mtime, content } = found;
      return {
        node: text(node),
        state: { id, userId, ctime: text(ctime), mtime: text(mtime), content: text(content) },
      };
    },
    commentUuid: (id: number) => commentUuid.get(id),
    addComment: (uuid: string, nodeId: number, state: CommentState) =>
      void addComment.run({ ...state, uuid, nodeId }),
    setComment: (uuid: string, { content, mtime }: Pick<CommentState, "content" | "mtime">) =>
      void setComment.run(content, mtime, uuid),
    deleteComment: (uuid: string) => void deleteComment.run(uuid),
    isTaken: (table: keyof typeof taken, id: number) => taken[table].get(id) !== undefined,
    /** UUIDs of those of these nodes that are there, in the order of the ids. */
    nodeUuids: (nodeIds: readonly number[]) => uuids.all(JSON.stringify(nodeIds)),
  };
}

/** Groups that hold any of these nodes, by label, each with how many of them. One index lookup a node. */
export function groupsOfNodes(
  db: Database,
  nodeIds: readonly number[],
): { uuid: string; label: string; typeString: string; nodes: number }[] {
  return db
    .prepare<[string], { uuid: unknown; label: unknown; typeString: unknown; nodes: number }>(
      `SELECT grp.uuid, grp.label, grp.type_string AS typeString, count(DISTINCT member.dbnode_id) AS nodes
       FROM json_each(?) AS wanted CROSS JOIN db_dbgroup_dbnodes AS member ON member.dbnode_id = wanted.value
       JOIN db_dbgroup AS grp ON grp.id = member.dbgroup_id
       GROUP BY grp.id ORDER BY grp.label, grp.uuid`,
    )
    .all(JSON.stringify(nodeIds))
    .map(({ uuid, label, typeString, nodes }) => ({
      uuid: text(uuid),
      label: text(label),
      typeString: text(typeString),
      nodes,
    }));
}
