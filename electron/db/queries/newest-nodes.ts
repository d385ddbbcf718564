import { preparedOnce } from "../prepared.ts";

/** A column of times that the table of nodes has. */
export type TimeName = "ctime" | "mtime";

const D = "[0-9]";
/** The form in which AiiDA stores times: of texts in it the order is that in time, but for days that no month has. */
const STORED = `${D}${D}${D}${D}-${D}${D}-${D}${D} ${D}${D}:[0-5]${D}:[0-5]${D}.${D}${D}${D}${D}${D}${D}`;

/** Queries along the index on a time, whose entries hold the ids: no row is looked at. */
export const prepareNewestNodes = preparedOnce((db) => {
  const isIndexed = db
    .prepare<[string], 1>(`
      SELECT 1 FROM pragma_index_list('db_dbnode') AS list JOIN pragma_index_info(list.name) AS part
      WHERE part.seqno = 0 AND part.name = ? AND list.partial = 0`)
    .pluck();
  const queriesFor = (column: TimeName) => ({
    first: db.prepare<[], unknown>(`SELECT min(${column}) FROM db_dbnode`).pluck(),
    count: db.prepare<[], number>(`SELECT count(${column}) FROM db_dbnode`).pluck(),
    newest: db
      .prepare<[number], [id: number, time: unknown]>(
        `SELECT id, ${column} FROM db_dbnode ORDER BY ${column} DESC, id DESC LIMIT ?`,
      )
      .raw(),
    odd: db
      .prepare<[string], 1>(`
        SELECT 1 FROM db_dbnode
        WHERE ${column} >= ? AND (typeof(${column}) <> 'text' OR ${column} NOT GLOB '${STORED}') LIMIT 1`)
      .pluck(),
  });
  const queries = { ctime: queriesFor("ctime"), mtime: queriesFor("mtime") };
  return {
    /** Whether there is an index on the column. Without one each of the other queries reads every row. */
    isIndexed: (column: TimeName) => isIndexed.get(column) === 1,
    /** The smallest value; null without any. */
    first: (column: TimeName) => queries[column].first.get() ?? null,
    /** Nodes that have one, as the index tells. */
    count: (column: TimeName) => queries[column].count.get()!,
    /** By the column as it is stored, then by id, the greatest first. */
    newest: (column: TimeName, most: number) => queries[column].newest.all(most),
    /** Whether any from this text on is not in the form in which AiiDA stores times. */
    hasOdd: (column: TimeName, from: string) => queries[column].odd.get(from) === 1,
  };
});
