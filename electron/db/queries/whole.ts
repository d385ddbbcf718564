import { LINK_TYPES } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";

/** Texts of ids, "3,1,2"; null where there are none. */
type EndTexts = [sources: string | null, targets: string | null, isOdd: 0 | 1 | null];

/** Queries over all links at once, for counting a whole archive. */
export const prepareWholeQueries = preparedOnce((db) => {
  const ends = db
    .prepare<[], EndTexts>(`
      SELECT group_concat(input_id), group_concat(output_id),
        max(typeof(input_id) <> 'integer' OR typeof(output_id) <> 'integer' OR input_id < 0 OR output_id < 0)
      FROM db_dblink`)
    .raw();
  const types = db
    .prepare<[], string | null>("SELECT DISTINCT CASE typeof(type) WHEN 'text' THEN type END FROM db_dblink")
    .pluck();
  const repeated = db
    .prepare<[string], [repeated: number | null, isOdd: 0 | 1 | null]>(`
      SELECT sum(times - 1), max(isOdd) FROM (
        SELECT count(*) AS times, max(typeof(label) <> 'text') AS isOdd FROM db_dblink
        WHERE output_id IN (SELECT value FROM json_each(?)) GROUP BY input_id, output_id, type, label)`)
    .raw();
  return {
    /** Both ends of all links, as two texts in one order; null where one of them is no number that a node can have. */
    ends: (): { sources: string; targets: string } | null => {
      const [sources, targets, isOdd] = ends.get()!;
      return isOdd === 1 ? null : { sources: sources ?? "", targets: targets ?? "" };
    },
    /** Whether each link is of one of AiiDA's six types. */
    hasOnlyKnownTypes: () =>
      types.all().every((type) => (LINK_TYPES as readonly (string | null)[]).includes(type)),
    /**
     * Of the links that end at these nodes, how many come again with the same ends, type and label; null where a label
     * is no text.
     */
    repeatedLinks: (targetIds: readonly number[]): number | null => {
      const [times, isOdd] = repeated.get(JSON.stringify(targetIds))!;
      return isOdd === 1 ? null : (times ?? 0);
    },
  };
});
