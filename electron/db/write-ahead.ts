import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openForWriting, openReadOnly } from "./connect.ts";
import { goBackToJournal, hasLog, mayKeepLog, switchToLog } from "./journal-mode.ts";
import { Database } from "./sqlite.ts";

/** How long others are waited for at the beginning: nothing else is answered meanwhile. */
const WAIT_MS = 500;
/** Two moments are open at a time while one takes over from the other, and what is read often is in memory as columns. */
const MOMENT_CACHE_KIB = 16 * 1024;
/** A log that is longer is cut down to this when it begins anew (`journal_size_limit`). */
const LOG_BYTES = 4 * 1024 * 1024;

/**
 * Give a database a write-ahead log, with which a reader can stay at a moment while others write, and keep it: the log stays
 * as long as this connection is open. Runs nothing of its schema.
 * @param beforeSwitch Called while the database is still as it was found, where it has no log yet; what is written from then on shows
 *   in `writeCount`, to which the switch itself adds one.
 * @returns The connection, without a transaction; null where that cannot be had (a medium that cannot be written, a file
 *   system of other machines, somebody who has it locked).
 */
export function keepLog(file: string, beforeSwitch?: (db: Database) => void): Database | null {
  if (!mayKeepLog(path.dirname(file))) return null;
  let db: Database | null = null;
  try {
    db = openForWriting(file, WAIT_MS);
    if (beforeSwitch && !hasLog(db)) beforeSwitch(db);
    if (!switchToLog(db)) throw new Error("no log");
    db.pragma(`journal_size_limit = ${LOG_BYTES}`);
    db.prepare("SELECT count(*) FROM sqlite_schema").get(); // makes what lies beside it
    return db;
  } catch {
    db?.close();
    return null; // a copy has to do; what is wrong with the database itself is found there
  }
}

/**
 * A connection for reading that sees the database as it is at this moment, until it is closed, whatever others write.
 * Only for a database in write-ahead-log mode: in the other one it would keep everybody from writing.
 */
export function openMoment(file: string): Database {
  const db = openReadOnly(file);
  try {
    db.pragma(`cache_size = -${MOMENT_CACHE_KIB}`);
    db.exec("BEGIN");
    db.prepare("SELECT count(*) FROM sqlite_schema").get(); // the first reading takes the moment
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** A number that is another one as soon as any other connection, of whatever program, has written. Costs microseconds. */
export function writeCount(db: Database): number {
  return Number(db.pragma("data_version", { simple: true }));
}

/** The same; null while somebody who writes with a rollback journal keeps all others out: what is written then counts at its end. */
export function writeCountNow(db: Database): number | null {
  try {
    return writeCount(db);
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return null;
    throw error;
  }
}

/**
 * Bring what stands in the log into the database, as far as no reader needs the former state.
 * @param cuts Also begin the log anew with no bytes; done only where no reader uses it.
 * @returns True when all of it was brought in. False where somebody keeps it from that: it is tried again later.
 */
export function bringIn(db: Database, cuts: boolean): boolean {
  const rows = db.pragma(`wal_checkpoint(${cuts ? "TRUNCATE" : "PASSIVE"})`) as CheckpointRow[];
  const row = rows[0];
  return row !== undefined && row.busy === 0 && row.log === row.checkpointed;
}

/** `bringIn` over a connection of its own, for a thread. False also where it cannot be opened. */
export function bringInAlone(file: string): boolean {
  try {
    const db = openForWriting(file, WAIT_MS);
    try {
      return bringIn(db, false);
    } finally {
      db.close();
    }
  } catch {
    return false; // tried again after the next change
  }
}

interface CheckpointRow {
  busy: number;
  /** Pages in the log. */
  log: number;
  /** Of these, in the database too. */
  checkpointed: number;
}

/**
 * Close it; when nobody else has the database open, nothing lies beside it any more. Else the last one to close does that: so it is tried
 * for a moment, as two windows may be closing at once.
 * @param seen `writeCount` of a state.
 * @param whenGone Called, before it is closed, where it went back and nobody had written since that state until then. What is written
 *   from then on shows in `writeCount`.
 */
export async function giveUpLog(
  db: Database,
  seen: number | null = null,
  whenGone?: () => Promise<void>,
): Promise<void> {
  try {
    db.pragma("busy_timeout = 0"); // the pauses are ours, in which other work goes on
    for (let pauses = 0; ; pauses++) {
      const isSame = holdAlone(db) && writeCount(db) === seen;
      db.pragma("locking_mode = NORMAL"); // the hold lasts until the next transaction ends, which is the going back
      if (goBackToJournal(db)) {
        if (isSame) await whenGone?.();
        return;
      }
      if (pauses === LAST_PAUSES) return;
      await sleep(LAST_PAUSE_MS);
    }
  } finally {
    db.close();
  }
}

/**
 * Keep everybody else from the database, from now until a transaction ends in normal locking mode. Going back to a journal by
 * itself does not tell whether somebody wrote just before. False, with nothing held, where others have it open.
 */
function holdAlone(db: Database): boolean {
  try {
    db.pragma("locking_mode = EXCLUSIVE");
    db.exec("BEGIN IMMEDIATE; COMMIT");
    return true;
  } catch {
    if (db.inTransaction) db.exec("ROLLBACK");
    return false;
  }
}

const LAST_PAUSES = 5;
const LAST_PAUSE_MS = 80;
