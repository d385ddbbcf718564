import type { Database } from "better-sqlite3";
import { LINK_TYPES } from "../../../shared/model/link.ts";
import { preparedOnce } from "../prepared.ts";
import { text } from "../rows.ts";

/** Columns that are read for all rows at once; AiiDA has an index on each, which alone is then read. */
export type GroupedColumn =
  | "db_dbnode.node_type"
  | "db_dbnode.process_type"
  | "db_dbnode.label"
  | "db_dbnode.user_id"
  | "db_dbnode.dbcomputer_id"
  | "db_dblink.label";

/** One value of a column and the ids of its rows, in no order: "3,1,2". */
export type ValueWithIds = [value: unknown, ids: string];

/** Ids with their times: "3,1,2" and one time a line, in the same order; ascending by time as text, then by id. */
export type TimesWithIds = [ids: string | null, times: string | null];

/** The digit of a link type that is none of the six. */
export const UNKNOWN_TYPE_DIGIT = 9;
const LINK_TYPE_DIGIT = `CASE CAST(type AS TEXT) ${LINK_TYPES.map((type, code) => `WHEN '${type}' THEN ${code}`).join(" ")}
  ELSE ${UNKNOWN_TYPE_DIGIT} END`;

/** Rows that one text of ids may name. V8's texts end at 2^29 characters, an id with its comma takes up to 11. */
const ROWS_AT_ONCE = 16_000_000;

/**
 * Scans that bring ids as one text a group instead of one row each: a row costs a microsecond on its way into
 * JavaScript, an id in a text a tenth of that. Texts of people come as values of their own and never joined, so that
 * nothing in them is taken for a separator.
 */
export const prepareColumnScans = preparedOnce((db) => {
  const grouped = new Map<string, ReturnType<typeof groups>>();
  const scanOf = (column: GroupedColumn, isIndexed: boolean) => {
    const key = `${column} ${isIndexed}`;
    let scan = grouped.get(key);
    if (!scan) grouped.set(key, (scan = groups(db, column, isIndexed)));
    return scan;
  };
  const ids = db
    .prepare<[number, number], string | null>(
      "SELECT group_concat(id) FROM (SELECT id FROM db_dbnode LIMIT ? OFFSET ?)",
    )
    .pluck();
  const range = {
    db_dbnode: db.prepare<[], IdRange>(RANGE("db_dbnode")).raw(),
    db_dblink: db.prepare<[], IdRange>(RANGE("db_dblink")).raw(),
  };
  const firstAbove = {
    db_dbnode: db.prepare<[number], number>("SELECT min(id) FROM db_dbnode WHERE id > ?").pluck(),
    db_dblink: db.prepare<[number], number>("SELECT min(id) FROM db_dblink WHERE id > ?").pluck(),
  };
  const times = {
    ctime: db.prepare<[number, number], TimesWithIds>(timesOf("ctime")).raw(),
    mtime: db.prepare<[number, number], TimesWithIds>(timesOf("mtime")).raw(),
  };
  const timeOf = (column: "ctime" | "mtime") =>
    db.prepare<[], [id: number, time: unknown]>(`SELECT id, ${column} FROM db_dbnode NOT INDEXED`).raw();
  const oneTime = { ctime: timeOf("ctime"), mtime: timeOf("mtime") };
  const idsByUuid = db
    .prepare<[number, number], string | null>(
      "SELECT group_concat(id) FROM (SELECT id FROM db_dbnode ORDER BY uuid, id LIMIT ? OFFSET ?)",
    )
    .pluck();
  const links = db
    .prepare<[number, number], LinkTexts>(`
      SELECT group_concat(id), group_concat(input_id), group_concat(output_id), group_concat(${LINK_TYPE_DIGIT}, ''),
        max(typeof(input_id) <> 'integer' OR typeof(output_id) <> 'integer')
      FROM (SELECT id, input_id, output_id, type FROM db_dblink WHERE id > ? ORDER BY id LIMIT ?)`)
    .raw();
  return {
    /** How many rows, and the smallest and largest id; null without rows. */
    range: (table: "db_dbnode" | "db_dblink"): IdRange => range[table].get()!,
    /** The smallest id above. */
    firstAbove: (table: "db_dbnode" | "db_dblink", id: number) => firstAbove[table].get(id)!,
    /** Texts of all node ids, in no order. */
    nodeIds: (count: number) => slices(count, (limit, offset) => ids.get(limit, offset) ?? ""),
    /** Texts of all node ids in the order of their UUIDs (bytes, which is code units for what UUIDs are made of). */
    nodeIdsByUuid: (count: number) => slices(count, (limit, offset) => idsByUuid.get(limit, offset) ?? ""),
    /** Ids and times of all nodes. */
    times: (column: "ctime" | "mtime", count: number) =>
      slices(count, (limit, offset) => times[column].get(limit, offset)!),
    /**
     * Calls `each` with every value of a column and the ids of its rows; a value may come more than once.
     * @param isIndexed False: look at the rows themselves, whatever the index says.
     */
    grouped: (
      column: GroupedColumn,
      lastId: number,
      isIndexed: boolean,
      each: (value: unknown, ids: string) => void,
    ): void => {
      const scan = scanOf(column, isIndexed);
      for (let after = -1; after < lastId; after += ROWS_AT_ONCE) {
        for (const [value, rows] of scan.iterate(after, after + ROWS_AT_ONCE)) each(value, rows);
      }
    },
    /** Calls `each` with id and time of every node, in no order. Looks at the rows themselves. */
    eachTime: (column: "ctime" | "mtime", each: (id: number, time: string) => void): void => {
      for (const [id, time] of oneTime[column].iterate()) each(id, text(time));
    },
    /**
     * Ids, ends and types of links after an id, ascending, as four texts in one order. A type is one digit, its position
     * in `LINK_TYPES` or `UNKNOWN_TYPE_DIGIT`. Where an end is no integer (NULL, say)
     * the last value is 1, and the texts mean nothing.
     */
    links: (afterId: number, limit: number) => links.get(afterId, limit)!,
  };
});

type LinkTexts = [ids: string | null, sources: string, targets: string, types: string, isOdd: 0 | 1];
type IdRange = [count: number, first: number | null, last: number | null];

const RANGE = (table: string) =>
  `SELECT (SELECT count(*) FROM ${table}), (SELECT min(id) FROM ${table}), (SELECT max(id) FROM ${table})`;

/** A longer text is no time, and all times come as one text. */
const MOST_TIME_BYTES = 64;

const timesOf = (column: "ctime" | "mtime") => `
  SELECT group_concat(id), group_concat(
    CASE WHEN octet_length(${column}) <= ${MOST_TIME_BYTES} THEN CAST(${column} AS TEXT) ELSE '' END, char(10))
  FROM (SELECT id, ${column} FROM db_dbnode ORDER BY ${column}, id LIMIT ? OFFSET ?)`;

function groups(db: Database, column: GroupedColumn, isIndexed: boolean) {
  const [table, name] = column.split(".") as [string, string]; // as their type says
  // The unary plus keeps the planner from walking the rows by id: the index that the grouping needs holds the ids.
  return db
    .prepare<[number, number], ValueWithIds>(
      `SELECT ${name}, group_concat(id) FROM ${table} ${isIndexed ? "" : "NOT INDEXED"}
       WHERE +id > ? AND +id <= ? GROUP BY ${name}`,
    )
    .raw();
}

function slices<T>(count: number, read: (limit: number, offset: number) => T): T[] {
  const all: T[] = [];
  for (let done = 0; done < count; done += ROWS_AT_ONCE) all.push(read(ROWS_AT_ONCE, done));
  return all;
}
