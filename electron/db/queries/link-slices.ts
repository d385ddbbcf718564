import type { Database } from "better-sqlite3";
import { text } from "../rows.ts";

/** A link of a source. */
export interface ImportLink {
  id: number;
  source: number;
  target: number;
  label: string;
}

/** Labels up to so many bytes come in the text of their slice; AiiDA's have at most 255 characters. */
const SHORT_LABEL_BYTES = 2048;
/** What no row has for an id. */
const NO_ID = 0.5;
/** Values of a link in the text of a slice. */
const WIDTH = 4;

/**
 * Prepare reading links of a type in the order of their ids: the next ones after an id. A slice comes out of SQLite as one text,
 * which takes a third of the time of as many rows. Where a label is long its slice comes row by row, under the bounds that
 * the connection has.
 * @param wholeTable Walk the table itself: half the time where most of it is wanted, since the index on the type leads to its
 *   pages again and again. Without it a type with few links is soon read.
 */
export function prepareLinkSlices(
  db: Database,
  wholeTable: boolean,
): (type: string, after: number, limit: number) => ImportLink[] {
  const columns = `id, input_id, output_id, label FROM db_dblink ${wholeTable ? "NOT INDEXED" : ""}
    WHERE type = ? AND id > ? ORDER BY id LIMIT ?`;
  const end = (column: string) =>
    `CASE WHEN typeof(${column}) = 'integer' THEN ${column}
       WHEN ${column} = CAST(${column} AS INTEGER) THEN CAST(${column} AS INTEGER) ELSE ${NO_ID} END`;
  const label = `CASE WHEN octet_length(label) > ${SHORT_LABEL_BYTES} THEN 'null'
    ELSE json_quote(coalesce(CAST(label AS TEXT), '')) END`;
  const joined = db
    .prepare<[string, number, number], string>(
      `SELECT '[' || coalesce(group_concat(id || ',' || ${end("input_id")} || ',' || ${end("output_id")} || ',' || ${label}), '') || ']'
       FROM (SELECT ${columns})`,
    )
    .pluck();
  const rows = db
    .prepare<[string, number, number], [number, number, number, unknown]>(`SELECT ${columns}`)
    .raw();
  return (type, after, limit) => {
    const values = JSON.parse(joined.get(type, after, limit)!) as (number | string | null)[];
    const links: ImportLink[] = [];
    for (let at = 0; at < values.length; at += WIDTH) {
      const [id, source, target] = [values[at] as number, values[at + 1] as number, values[at + 2] as number];
      const short = values[at + 3] as string | null;
      if (short === null) {
        return rows
          .all(type, after, limit)
          .map(([id, source, target, long]) => ({ id, source, target, label: text(long) }));
      }
      links.push({ id, source, target, label: short });
    }
    return links;
  };
}
