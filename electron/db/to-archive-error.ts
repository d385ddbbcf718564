import { AppError } from "../../shared/ipc/errors.ts";
import { Database } from "./sqlite.ts";

/**
 * Result codes with which SQLite says that the file is not what it should be, with or without a detail after them. NOMEM is
 * what an aggregate says whose rows end at a bad page; memory itself does not run out before the process is ended.
 */
const DAMAGED = /^SQLITE_(?:CORRUPT|NOTADB|FORMAT|CANTOPEN|IOERR|NOMEM)(?:_|$)/;

/** Errors without a code of their own that only damaged or hostile contents cause, since our own SQL is tested. */
const DAMAGED_CONTENT =
  /malformed JSON|JSON path|JSON cannot hold|malformed database schema|no such (?:collation|function|module)|unsafe use of|string or blob too big|unknown function|unsupported file format|same text encoding/i;

/**
 * An error met while reading a source's database, as an `AppError` where that is known: damage that SQLite reports
 * becomes `archive/corrupt` (details: the member, and SQLite's code as the check that failed), a full disk `disk/full`.
 * Everything else comes back unchanged. Use: `catch (error) { throw toArchiveError(error); }`.
 */
export function toArchiveError(error: unknown, member = "db.sqlite3"): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code === "SQLITE_FULL") {
    return new AppError(
      "disk/full",
      "There is no room left for SQLite's temporary data.",
      {},
      { cause: error },
    );
  }
  const isDamage =
    DAMAGED.test(error.code) || DAMAGED_CONTENT.test(error.message) || error.code === "SQLITE_TOOBIG";
  if (!isDamage) return error;
  return new AppError(
    "archive/corrupt",
    `The archive's database is damaged: ${error.message}. Ask for the file again, or export it anew.`,
    { member, check: "database", sqlite: error.code },
    { cause: error },
  );
}

/** `archive/corrupt` for a row that a scan of its table names and that its id does not lead to: pages contradict each other. */
export function rowLost(table: string, id: number): AppError {
  return new AppError(
    "archive/corrupt",
    `The archive's database is damaged: row ${id} of ${table} cannot be found. Ask for the file again, or export it anew.`,
    { member: "db.sqlite3", check: "database", table, id },
  );
}

/** Run one piece of reading and let its errors out through `toArchiveError`. */
export function readingArchive<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toArchiveError(error);
  }
}
