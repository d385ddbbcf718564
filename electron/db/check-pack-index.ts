import type { Database } from "better-sqlite3";
import { AppError } from "../../shared/ipc/errors.ts";
import { readingArchive } from "./to-archive-error.ts";

const TABLE = "db_object";
const COLUMNS = ["id", "hashkey", "compressed", "size", "offset", "length", "pack_id"];

/**
 * Check that a database is the index of a disk-objectstore's packs before any other query runs: one plain table with
 * stored columns, and a unique index on its keys, without which each look-up would read all of it.
 * @throws AppError `store/corrupt`, and `archive/corrupt` for what SQLite itself cannot read.
 */
export function checkPackIndex(db: Database): void {
  readingArchive(() => {
    const named = db
      .prepare<[string], { type: string; sql: string | null }>(
        "SELECT type, sql FROM sqlite_schema WHERE lower(name) = ?",
      )
      .all(TABLE);
    const sql = String(named[0]?.sql ?? "").replace(/\/\*[\s\S]*?\*\/|--[^\n]*\n/g, " ");
    const isPlain = named.length === 1 && named[0]?.type === "table" && !/^\s*CREATE\s+VIRTUAL\b/i.test(sql);
    if (!isPlain) throw corrupt("plain table", `holds no table ${TABLE}`);
    const columns = db
      .prepare<[string], string>("SELECT lower(name) FROM pragma_table_info(?)") // without generated ones
      .pluck()
      .all(TABLE);
    const missing = COLUMNS.find((column) => !columns.includes(column));
    if (missing !== undefined) throw corrupt("column missing", `has no column ${missing}`);
    const hasKeyIndex = db
      .prepare<[string], number>(`
        SELECT count(*) FROM pragma_index_list(?) AS list JOIN pragma_index_info(list.name) AS info
        WHERE list."unique" = 1 AND list.partial = 0 AND info.seqno = 0 AND lower(info.name) = 'hashkey'`)
      .pluck()
      .get(TABLE);
    if (!hasKeyIndex) throw corrupt("key index", "has no index of its keys");
  });
}

function corrupt(check: string, sentence: string): AppError {
  const message = `The index of the profile's packed files ${sentence}. The container is damaged: run \`verdi storage maintain\`, or take it from a backup.`;
  return new AppError("store/corrupt", message, { member: "container/packs.idx", check });
}
