import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { duringLongCall } from "../ipc/long-call.ts";
import { databaseBytes } from "./database-bytes.ts";

/**
 * File systems of other machines and of programs, by their magic numbers (Linux, `statfs(2)`): the memory that the users of a
 * write-ahead log share does not reach from one machine to another, and where several write they would damage the database.
 */
const REMOTE = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB 2
  0x65735546, // FUSE: sshfs and its like
  0x01021997, // 9P
  0x5346414f, // AFS
  0x73757245, // Coda
  0x00c36400, // Ceph
]);

/** Whether a database in this folder may have a write-ahead log: not where several machines reach it. */
export function mayKeepLog(folder: string): boolean {
  try {
    return !REMOTE.has(fs.statfsSync(folder).type >>> 0);
  } catch {
    return false; // what cannot be looked at is left as it is
  }
}

/** True while the database has a write-ahead log, in which writing blocks no reader. Throws what SQLite throws. */
export function hasLog(db: Database): boolean {
  return db.pragma("journal_mode", { simple: true }) === "wal";
}

/**
 * Give a database a write-ahead log, outside a transaction. Needs a moment in which nobody else reads or writes it.
 * @returns False when that could not be had, or the disk cannot have one; then nothing changed.
 */
export function switchToLog(db: Database): boolean {
  try {
    return db.pragma("journal_mode = WAL", { simple: true }) === "wal";
  } catch {
    return false; // locked by another program at this moment
  }
}

/**
 * Bring a write-ahead log into the database and go back to a rollback journal, which is how AiiDA makes its profiles and
 * leaves one file. Needs a moment in which nobody else has the database open, and tries for so long to have one, in which this
 * thread does nothing else.
 * @returns False when others have it open: then as much of the log is brought in as they let, and the last one to close does the rest.
 */
export function goBackToJournal(db: Database, waitMs = 0): boolean {
  return duringLongCall(databaseBytes(db), () => goBack(db, waitMs));
}

function goBack(db: Database, waitMs: number): boolean {
  const until = performance.now() + waitMs;
  for (;;) {
    if (isJournalled(db)) return true;
    if (performance.now() > until) break;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  db.pragma("wal_checkpoint(TRUNCATE)"); // says itself how far it came
  return false;
}

const PAUSE_MS = 10;

function isJournalled(db: Database): boolean {
  try {
    return db.pragma("journal_mode = DELETE", { simple: true }) === "delete";
  } catch {
    return false; // others read from it
  }
}

/**
 * Remove the empty files of a log from beside a database that has none: a program that only reads makes them anew when it comes
 * in the very moment in which they go, and cannot remove them. Only while nobody has the database; else nothing happens.
 */
export function removeEmptyLog(db: Database): void {
  const [log, shared] = ["-wal", "-shm"].map((suffix) => db.name + suffix) as [string, string];
  const bytes = fs.statSync(log, { throwIfNoEntry: false })?.size;
  if (bytes !== 0 && !(bytes === undefined && fs.existsSync(shared))) return;
  try {
    db.exec("BEGIN EXCLUSIVE");
    if (!hasLog(db)) for (const file of [log, shared]) fs.rmSync(file, { force: true });
  } catch {
    return; // somebody reads: they stay, and do no harm
  } finally {
    if (db.inTransaction) db.exec("ROLLBACK");
  }
}
