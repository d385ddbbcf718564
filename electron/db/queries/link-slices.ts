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

/** Links of a type in the order of their ids, in few pieces: where these are the same in two databases, no link need be looked at. */
export interface LinkTexts {
  count: number;
  /** The id of the last one. */
  lastId: number;
  /** The nodes where they begin, and where they end, by their ids. */
  sources: Float64Array;
  targets: Float64Array;
  /** All labels in one text; the same texts are of the same labels. */
  labels: string;
}

/** Between two labels in one text. SQLite's `char(30)`, which AiiDA allows in no label. */
const SEPARATOR = "\u001e";

/**
 * Prepare reading the next links of a type after an id in one piece, a quarter of what `prepareLinkSlices` takes.
 * @returns Of a slice with a label that is missing, long or holds the separator, or with an end that is no id: null.
 */
export function prepareLinkTexts(
  db: Database,
  wholeTable: boolean,
): (type: string, after: number, limit: number) => LinkTexts | null {
  type Joined = [count: number, id: number, ends: number, named: number, ...texts: (string | null)[]];
  // What is missing or long would be left out of its text without a word: there are as many of each as there are links.
  const joined = db
    .prepare<[string, number, number], Joined>(
      `SELECT count(*), max(id), count(input_id + output_id), count(label),
         group_concat(input_id), group_concat(output_id), group_concat(label, char(${SEPARATOR.charCodeAt(0)}))
       FROM (SELECT id, input_id, output_id, CASE WHEN octet_length(label) <= ${SHORT_LABEL_BYTES} THEN label END AS label
         FROM db_dblink ${wholeTable ? "NOT INDEXED" : ""} WHERE type = ? AND id > ? ORDER BY id LIMIT ?)`,
    )
    .raw();
  return (type, after, limit) => {
    const [count, lastId, ends, named, begin, end, labels] = joined.get(type, after, limit)!;
    if (count === 0 || ends !== count || named !== count) return null;
    const sources = idsIn(begin ?? "", count);
    const targets = idsIn(end ?? "", count);
    if (sources === null || targets === null || partsOf(labels ?? "") !== count) return null;
    return { count, lastId, sources, targets, labels: labels ?? "" };
  };
}

const COMMA = 44;
const ZERO = 48;
/** Numbers of so many digits are exact. */
const MOST_DIGITS = 15;

/** So many ids, written with commas between them; null where something else is written there. */
function idsIn(text: string, count: number): Float64Array | null {
  const ids = new Float64Array(count);
  let found = 0;
  let id = 0;
  let digits = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : COMMA;
    if (code === COMMA) {
      if (digits === 0 || digits > MOST_DIGITS || found === count) return null;
      ids[found++] = id;
      id = 0;
      digits = 0;
    } else {
      const digit = code - ZERO;
      if (digit < 0 || digit > 9) return null;
      id = 10 * id + digit;
      digits++;
    }
  }
  return found === count ? ids : null;
}

/** How many labels a text of them is of, if none holds the separator. */
function partsOf(labels: string): number {
  let parts = 1;
  for (let at = labels.indexOf(SEPARATOR); at >= 0; at = labels.indexOf(SEPARATOR, at + 1)) parts++;
  return parts;
}
