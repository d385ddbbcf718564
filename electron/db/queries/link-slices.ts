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

/** Links of a type in the order of their ids, as texts: what is the same in two databases need not be looked at one by one. */
export interface LinkTexts {
  count: number;
  /** The id of the last one. */
  lastId: number;
  /** Numbers with commas between them: where a link begins, where it ends, and so on. */
  ends: string;
  /** Labels as JSON writes them, with commas between them. */
  labels: string;
}

/**
 * Prepare reading the next links of a type after an id as texts, a third of what `prepareLinkSlices` takes.
 * @returns Of a slice with a label that is long or no text, or with an end that is no id: null.
 */
export function prepareLinkTexts(
  db: Database,
  wholeTable: boolean,
): (type: string, after: number, limit: number) => LinkTexts | null {
  const isId = (column: string) =>
    `typeof(${column}) = 'integer' AND ${column} BETWEEN 0 AND ${Number.MAX_SAFE_INTEGER}`;
  const texts = db
    .prepare<[string, number, number], [number, number, string, string, plain: 0 | 1]>(
      `SELECT count(*), max(id), group_concat(input_id || ',' || output_id), group_concat(json_quote(label)),
         min(${isId("input_id")} AND ${isId("output_id")} AND label IS NOT NULL)
       FROM (SELECT id, input_id, output_id, CASE WHEN typeof(label) = 'text' AND octet_length(label) <= ${SHORT_LABEL_BYTES} THEN label END AS label
         FROM db_dblink ${wholeTable ? "NOT INDEXED" : ""} WHERE type = ? AND id > ? ORDER BY id LIMIT ?)`,
    )
    .raw();
  return (type, after, limit) => {
    const [count, lastId, ends, labels, isPlain] = texts.get(type, after, limit)!;
    return isPlain === 1 ? { count, lastId, ends, labels } : null;
  };
}
