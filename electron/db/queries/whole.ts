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
  const comments = db
    .prepare<[], number>(`
      SELECT count(*) FROM db_dbcomment AS comment
      WHERE user_id IS NOT NULL AND EXISTS (SELECT 1 FROM db_dbnode WHERE id = comment.dbnode_id)`)
    .pluck();
  // A node is looked up once, whatever its logs.
  const logs = db
    .prepare<[], number | null>(`
      SELECT sum(count) FROM (SELECT dbnode_id, count(*) AS count FROM db_dblog GROUP BY dbnode_id) AS logged
      WHERE EXISTS (SELECT 1 FROM db_dbnode WHERE id = logged.dbnode_id)`)
    .pluck();
  return {
    /** Comments by somebody on nodes that are there. */
    countComments: () => comments.get()!,
    /** Logs of nodes that are there. */
    countLogs: () => logs.get() ?? 0,
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
