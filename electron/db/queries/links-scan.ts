import { preparedOnce } from "../prepared.ts";

/** One link: id, source and target node ids, type. All but the id may be anything in old archives. */
export type LinkScanRow = [id: number, source: unknown, target: unknown, type: unknown];

/** A scan of the whole link table in slices, in id order, row by row. */
export const prepareScans = preparedOnce((db) => {
  const links = db
    .prepare<[number, number], LinkScanRow>(`
      SELECT id, input_id, output_id, type FROM db_dblink WHERE id > ? ORDER BY id LIMIT ?`)
    .raw();
  return {
    /** The next links after an id; fewer than `limit` at the end. */
    linkSlice: (afterId: number, limit: number) => links.all(afterId, limit),
  };
});
