import { MAX_ID } from "../../../shared/graph/adjacency.ts";
import { LINK_TYPES } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";

/** Texts of ids, "3,1,2"; null where there are none. */
type EndTexts = [sources: string | null, targets: string | null];

/** Queries over all links at once, for counting a whole archive. */
export const prepareWholeQueries = preparedOnce((db) => {
  const ends = db
    .prepare<[], EndTexts>(`
      SELECT group_concat(input_id), group_concat(output_id)
      FROM (SELECT input_id, output_id FROM db_dblink ORDER BY id)`)
    .raw();
  const extremes = db
    .prepare<[], unknown[]>(`
      SELECT (SELECT min(input_id) FROM db_dblink), (SELECT max(input_id) FROM db_dblink),
        (SELECT min(output_id) FROM db_dblink), (SELECT max(output_id) FROM db_dblink)`)
    .raw();
  const ids = db
    .prepare<[], string | null>("SELECT group_concat(id) FROM (SELECT id FROM db_dblink ORDER BY id)")
    .pluck();
  // From one type to the next along the index: DISTINCT would look at every entry of it.
  const types = db
    .prepare<[], unknown>(`
      WITH RECURSIVE found(type) AS (
        SELECT min(type) FROM db_dblink UNION ALL
        SELECT (SELECT min(type) FROM db_dblink WHERE type > found.type) FROM found WHERE found.type IS NOT NULL
        LIMIT ${LINK_TYPES.length + 1})
      SELECT type FROM found WHERE type IS NOT NULL`)
    .pluck();
  const untyped = db.prepare<[], 1>("SELECT 1 FROM db_dblink WHERE type IS NULL LIMIT 1").pluck();
  const repeated = db
    .prepare<[string], [repeated: number | null, isOdd: 0 | 1 | null]>(`
      SELECT sum(times - 1), max(isOdd) FROM (
        SELECT count(*) AS times, max(typeof(label) <> 'text') AS isOdd FROM db_dblink
        WHERE id IN (SELECT value FROM json_each(?)) GROUP BY input_id, output_id, type, label)`)
    .raw();
  const isId = `typeof(dbnode_id) = 'integer' AND dbnode_id BETWEEN 0 AND ${MAX_ID}`;
  const notes = db
    .prepare<[], number>("SELECT (SELECT count(*) FROM db_dbcomment) + (SELECT count(*) FROM db_dblog)")
    .pluck();
  const comments = db
    .prepare<[], string | null>(
      `SELECT group_concat(dbnode_id) FROM db_dbcomment WHERE user_id IS NOT NULL AND ${isId}`,
    )
    .pluck();
  const logs = db
    .prepare<[], [nodeIds: string | null, counts: string | null]>(`
      SELECT group_concat(dbnode_id), group_concat(count)
      FROM (SELECT dbnode_id, count(*) AS count FROM db_dblog WHERE ${isId} GROUP BY dbnode_id)`)
    .raw();
  return {
    /** How many rows comments and logs have. */
    noteCount: () => notes.get()!,
    /** Ids of the nodes of all comments by somebody, "3,1,3"; some may be no node's. */
    commentedIds: () => comments.get() ?? "",
    /** Ids of the nodes that have logs, each once, and in the same order how many each has; some may be no node's. */
    loggedIds: (): { nodeIds: string; counts: string } => {
      const [nodeIds, counts] = logs.get()!;
      return { nodeIds: nodeIds ?? "", counts: counts ?? "" };
    },
    /**
     * Both ends of all links, as two texts in the order of their ids; null where one of them is no number that a node can
     * have. A link without an end is missing in that text.
     */
    ends: (): { sources: string; targets: string } | null => {
      // Numbers come before texts and bytes in SQLite's order: what lies between two of them is one too.
      if (!extremes.get()!.every((id) => Number.isInteger(id) && Number(id) >= 0 && Number(id) <= MAX_ID))
        return null;
      const [sources, targets] = ends.get()!;
      if (sources === null || targets === null) return null;
      return sources.includes(".") || targets.includes(".") ? null : { sources, targets }; // no fractions
    },
    /** Ids of all links, ascending. */
    linkIds: () => ids.get() ?? "",
    /** Whether each link is of one of AiiDA's six types. */
    hasOnlyKnownTypes: () =>
      untyped.get() === undefined &&
      types.all().every((type) => (LINK_TYPES as readonly unknown[]).includes(type)),
    /** How many of these links come again among them with the same ends, type and label; null where a label is no text. */
    repeatedLinks: (linkIds: readonly number[]): number | null => {
      const [times, isOdd] = repeated.get(JSON.stringify(linkIds))!;
      return isOdd === 1 ? null : (times ?? 0);
    },
  };
});
