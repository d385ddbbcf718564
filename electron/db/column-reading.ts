import type { Database } from "better-sqlite3";
import { checkedId, MAX_ID } from "../../shared/graph/adjacency.ts";
import { timeToMicros } from "../../shared/model/stored-time.ts";
import { limit, limitError } from "../archive/limits.ts";
import { type GroupedColumn, prepareColumnScans } from "./queries/column-scan.ts";

/**
 * The ids of all nodes, ascending: positions in it are node indices.
 * @throws AppError `archive/limit` for ids that do not fit 31 bits.
 */
export function readNodeIds(db: Database): Int32Array {
  const scans = prepareColumnScans(db);
  const count = checkIds(db, "db_dbnode");
  const ids = new Int32Array(count);
  let at = 0;
  for (const text of scans.nodeIds(count)) at = parseIds(text, ids, at);
  return ids.sort();
}

/**
 * Rows of a table, after a look at the smallest and the largest id. Throws as `checkedId` for the first that is none, and
 * `archive/limit` for more rows than are read.
 */
export function checkIds(db: Database, table: "db_dbnode" | "db_dblink"): number {
  const scans = prepareColumnScans(db);
  const [count, first, last] = scans.range(table);
  const what = table === "db_dbnode" ? "node" : "link";
  if (first !== null) checkedId(first, what);
  if (last !== null && last > MAX_ID) checkedId(scans.firstAbove(table, MAX_ID), what);
  if (count > limit("STEMMA_MAX_ROWS")) {
    throw limitError("STEMMA_MAX_ROWS", (n) => `The archive has ${n} ${what}s`, count, "db.sqlite3");
  }
  return count;
}

/** Node indices in the order of the UUIDs; those that a damaged index does not name come first. */
export function readUuidOrder(db: Database, indexOf: (id: number) => number, count: number): Int32Array {
  const ids = new Int32Array(count);
  let at = 0;
  for (const text of prepareColumnScans(db).nodeIdsByUuid(count)) at = parseIds(text, ids, at);
  const named = new Uint8Array(count);
  const order: number[] = [];
  for (const id of ids.subarray(0, at)) {
    const index = indexOf(id);
    if (index < 0 || named[index] === 1) continue; // the index names what the table does not have, or has once
    named[index] = 1;
    order.push(index);
  }
  const unnamed = order.length === count ? [] : [...named.keys()].filter((index) => named[index] === 0);
  return Int32Array.from([...unnamed, ...order]);
}

/**
 * Calls `set` for every row of a column with its position and the number of its value, after `value` has turned each
 * stored value into that number. The index is read alone; where it lacks rows (the database is damaged), the rows are.
 * @throws AppError `archive/limit` for different values that together are longer than text is read at once.
 */
export function readGrouped(
  db: Database,
  column: GroupedColumn,
  rows: { count: number; lastId: number; indexOf(id: number): number },
  codeOf: (value: unknown) => number,
): Int32Array {
  const scans = prepareColumnScans(db);
  const parsed = new Int32Array(rows.count);
  const mostText = limit("STEMMA_MAX_TEXT_BYTES");
  for (const isIndexed of [true, false]) {
    let length = 0;
    const codes = new Int32Array(rows.count).fill(UNSET);
    let found = 0;
    scans.grouped(column, rows.lastId, isIndexed, (value, ids) => {
      if (typeof value === "string" || Buffer.isBuffer(value)) length += value.length;
      if (length > mostText) {
        throw limitError(
          "STEMMA_MAX_TEXT_BYTES",
          (n) => `The different values of ${column} come to ${n} bytes`,
          length,
        );
      }
      const code = codeOf(value);
      const end = parseIds(ids, parsed, 0);
      for (let i = 0; i < end; i++) {
        const index = rows.indexOf(parsed[i]!);
        if (index < 0 || codes[index] !== UNSET) continue;
        codes[index] = code;
        found++;
      }
    });
    if (found === rows.count) return codes;
    if (!isIndexed) return codes.map((code) => (code === UNSET ? -1 : code));
  }
  throw new Error("unreachable: the second round returns");
}

const UNSET = -(2 ** 31);

/** A column of times, in microseconds since 1970; NaN where there is none. */
export interface TimeColumn {
  times: Float64Array;
  /** Nodes by time, ties by PK, those without one first; null where the index is in another order (odd spellings). */
  order: Int32Array | null;
}

/**
 * The times of all nodes. The index is read alone; where it lacks rows or names others (the database is damaged), or a text
 * is no line, the rows are.
 */
export function readTimes(
  db: Database,
  column: "ctime" | "mtime",
  count: number,
  indexOf: (id: number) => number,
): TimeColumn {
  const scans = prepareColumnScans(db);
  const times = new Float64Array(count).fill(Number.NaN);
  const order = new Int32Array(count);
  const ids = new Int32Array(count);
  const isRead = new Uint8Array(count);
  const parse = timeParser();
  let at = 0;
  for (const [idText, timeText] of scans.times(column, count)) {
    if (idText === null || timeText === null) break;
    const end = parseIds(idText, ids, at);
    let from = 0;
    for (; at < end && from <= timeText.length; at++) {
      const newline = timeText.indexOf("\n", from);
      const to = newline < 0 ? timeText.length : newline;
      const index = indexOf(ids[at]!);
      if (index < 0 || isRead[index] === 1) break;
      isRead[index] = 1;
      times[(order[at] = index)] = parse(timeText, from, to);
      from = to + 1;
    }
    if (at !== end || from !== timeText.length + 1) break;
  }
  if (at === count) return { times, order: isByTime(order, times) ? order : null };
  times.fill(Number.NaN);
  scans.eachTime(column, (id, time) => (times[indexOf(id)] = timeToMicros(time)));
  return { times, order: null };
}

function isByTime(order: Int32Array, times: Float64Array): boolean {
  let last = Number.NEGATIVE_INFINITY;
  let lastIndex = -1;
  for (const index of order) {
    const time = Number.isNaN(times[index]!) ? Number.NEGATIVE_INFINITY : times[index]!;
    if (time < last || (time === last && index <= lastIndex)) return false;
    last = time;
    lastIndex = index;
  }
  return true;
}

/** `timeToMicros` for many times in the stored form `YYYY-MM-DD HH:MM:SS.ffffff`, whose days mostly repeat. */
function timeParser(): (text: string, from: number, to: number) => number {
  let lastDay = -1;
  let dayMicros = 0;
  return (text, from, to) => {
    const number = (at: number, digits: number) => digitsAt(text, from + at, digits);
    const day = number(0, 4) * 10_000 + number(5, 2) * 100 + number(8, 2);
    const seconds = number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2);
    const micros = number(20, 6);
    const isStored =
      to - from === 26 && STORED_MARKS.every(([at, mark]) => text.charCodeAt(from + at) === mark);
    if (!isStored || Number.isNaN(day + seconds + micros)) return timeToMicros(text.slice(from, to));
    if (number(11, 2) > 23) return timeToMicros(text.slice(from, to));
    if (day !== lastDay) {
      dayMicros = timeToMicros(text.slice(from, from + 10));
      lastDay = day;
    }
    return dayMicros + seconds * 1_000_000 + micros;
  };
}

const STORED_MARKS = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x20],
  [13, 0x3a],
  [16, 0x3a],
  [19, 0x2e],
] as const;

/** A number of so many digits; NaN when one of them is none. */
function digitsAt(text: string, from: number, digits: number): number {
  let value = 0;
  for (let i = from; i < from + digits; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Reads ids separated by commas into an array from a position on; gives the position behind the last one. */
export function parseIds(text: string, into: Int32Array, position: number): number {
  if (text === "") return position;
  let at = position;
  let id = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === COMMA) {
      into[at++] = id;
      id = 0;
    } else id = id * 10 + code - 0x30;
  }
  into[at++] = id;
  return at;
}

const COMMA = 0x2c;
