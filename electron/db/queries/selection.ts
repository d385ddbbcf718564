import { corrupt } from "../../archive/corrupt.ts";
import { PLAIN_BYTES } from "../../archive/plain-repository-keys.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** A group that can be chosen. */
export interface GroupChoice {
  groupId: number;
  uuid: string;
  userId: number | null;
}

/**
 * Queries about what a selection brings along. Lists of ids go in as one JSON array each, so that their length meets
 * no limit of SQLite. Slices are in id order.
 */
export const prepareSelectionQueries = preparedOnce((db) => {
  const groups = db.prepare<[string], GroupChoice>(`
    SELECT id AS groupId, coalesce(uuid, '') AS uuid, user_id AS userId FROM db_dbgroup
    WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`);
  const allGroups = db.prepare<[], GroupChoice>(
    "SELECT id AS groupId, coalesce(uuid, '') AS uuid, user_id AS userId FROM db_dbgroup ORDER BY id",
  );
  const members = db
    .prepare<[string], number>(`
      SELECT DISTINCT member.dbnode_id FROM db_dbgroup_dbnodes AS member
      JOIN db_dbnode AS node ON node.id = member.dbnode_id
      WHERE member.dbgroup_id IN (SELECT value FROM json_each(?)) ORDER BY member.dbnode_id`)
    .pluck();
  const computers = db
    .prepare<[string], number>("SELECT id FROM db_dbcomputer WHERE id IN (SELECT value FROM json_each(?))")
    .pluck();
  const computerIds = db.prepare<[], number>("SELECT id FROM db_dbcomputer ORDER BY id").pluck();
  const userIds = db.prepare<[], number>("SELECT id FROM db_dbuser ORDER BY id").pluck();
  const onNodes = "dbnode_id IN (SELECT value FROM json_each(?))";
  const commentsWhere = <P extends string[]>(condition: string) =>
    db
      .prepare<P, [nodeId: number, userId: number]>(
        `SELECT dbnode_id, user_id FROM db_dbcomment WHERE ${condition} AND user_id IS NOT NULL`,
      )
      .raw();
  const comments = {
    all: commentsWhere<[]>("dbnode_id IS NOT NULL"),
    some: commentsWhere<[string]>(onNodes),
  };
  const logsWhere = <P extends string[]>(condition: string) =>
    db
      .prepare<P, [nodeId: number, count: number]>(
        `SELECT dbnode_id, count(*) FROM db_dblog WHERE ${condition} GROUP BY dbnode_id`,
      )
      .raw();
  const logs = { all: logsWhere<[]>("dbnode_id IS NOT NULL"), some: logsWhere<[string]>(onNodes) };
  const repositories = db
    .prepare<[number, number], [nodeId: number, metadata: unknown]>(`
      SELECT id, repository_metadata FROM db_dbnode
      WHERE id > ? AND repository_metadata IS NOT NULL AND repository_metadata <> '{}' ORDER BY id LIMIT ?`)
    .raw();
  const repositoriesBetween = db
    .prepare<[number, number], unknown>(`
      SELECT repository_metadata FROM db_dbnode
      WHERE id BETWEEN ? AND ? AND repository_metadata IS NOT NULL AND repository_metadata <> '{}'`)
    .pluck();
  const plainRepositories = db
    .prepare<[number, number], [count: number, texts: Buffer | null]>(`
      SELECT count(*), CAST(group_concat(
        CASE WHEN typeof(repository_metadata) = 'text' AND octet_length(repository_metadata) < ${PLAIN_BYTES}
          THEN repository_metadata END, char(10)) AS BLOB)
      FROM db_dbnode WHERE id BETWEEN ? AND ? AND octet_length(repository_metadata) > 2`)
    .raw();
  const repositoriesOf = db
    .prepare<[string], [nodeId: number, metadata: unknown]>(`
      SELECT node.id, node.repository_metadata
      FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value
      WHERE node.repository_metadata IS NOT NULL AND node.repository_metadata <> '{}'`)
    .raw();
  const uuids = db
    .prepare<[string], unknown>(`
      SELECT node.uuid FROM json_each(?) AS wanted CROSS JOIN db_dbnode AS node ON node.id = wanted.value`)
    .pluck();
  // Read backwards along the index on the time, whose entries hold the ids: no row is looked at.
  const newest = db
    .prepare<[number, number], string | null>(`
      SELECT group_concat(id) FROM (SELECT id FROM db_dbnode ORDER BY ctime DESC, id DESC LIMIT ? OFFSET ?)`)
    .pluck();
  const nodesByTime = db
    .prepare<[number], number>("SELECT id FROM db_dbnode ORDER BY ctime DESC, id DESC LIMIT ?")
    .pluck();
  const idsBetween = (ids: Iterable<number>) => JSON.stringify([...ids]);
  return {
    groups: (groupIds: Iterable<number>) => groups.all(idsBetween(groupIds)),
    allGroups: () => allGroups.all(),
    /** Distinct members of these groups that exist, ascending. */
    groupMembers: (groupIds: Iterable<number>) => members.all(idsBetween(groupIds)),
    /** Those of the ids that are computers. */
    existingComputers: (ids: Iterable<number>) => computers.all(idsBetween(ids)),
    allComputerIds: () => computerIds.all(),
    allUserIds: () => userIds.all(),
    /** Nodes and authors of all comments, or of those on some nodes: few nodes are looked up. */
    commentPairs: (nodeIds: Iterable<number> | null = null) =>
      nodeIds === null ? comments.all.all() : comments.some.all(idsBetween(nodeIds)),
    /** How many logs each node has that has some: of all, or of some nodes. */
    logCounts: (nodeIds: Iterable<number> | null = null) =>
      nodeIds === null ? logs.all.all() : logs.some.all(idsBetween(nodeIds)),
    /** Nodes with files after an id, with their `repository_metadata` as stored. */
    repositorySlice: (afterId: number, limit: number) => repositories.all(afterId, limit),
    /** Only the `repository_metadata` of the nodes with files among these ids, from the first to the last. */
    repositoriesBetween: (firstId: number, lastId: number) => repositoriesBetween.all(firstId, lastId),
    /**
     * The same texts as the bytes that are stored, a newline between them, and how many nodes have one; what is longer than
     * `PLAIN_BYTES` or no text is counted and left out. For `plainRepositoryKeys`.
     */
    plainRepositoriesBetween: (firstId: number, lastId: number) => plainRepositories.get(firstId, lastId)!,
    /** The same of some nodes, in the order of the ids. */
    repositoriesOf: (nodeIds: Iterable<number>) => repositoriesOf.all(idsBetween(nodeIds)),
    /**
     * UUIDs in the order of the ids, all of which the graph holds. `archive/corrupt` where a table lacks a row that its own
     * index names: SQLite reads ids from the one and UUIDs from the other, and compares them only in a check of the whole.
     */
    uuids: (nodeIds: ArrayLike<number>): string[] => {
      const found = uuids.all(JSON.stringify(Array.from(nodeIds)));
      if (found.length === nodeIds.length) return found.map(text);
      throw corrupt("db.sqlite3", "index", "The table of nodes and its index do not hold the same nodes", {
        expected: nodeIds.length,
        actual: found.length,
      });
    },
    /** Newest first. */
    newest: (limit: number, offset: number): number[] =>
      (newest.get(limit, offset) ?? "").split(",").filter(Boolean).map(Number),
    nodesByTime: (limit: number) => nodesByTime.all(limit),
  };
});

export type SelectionQueries = ReturnType<typeof prepareSelectionQueries>;
