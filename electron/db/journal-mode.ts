import fs from "node:fs";
import type { Database } from "better-sqlite3";

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
 * leaves one file. Needs a moment in which nobody else has the database open.
 * @returns False when others have: then as much of the log is brought in as they let, and the last one to close does the rest.
 */
export function goBackToJournal(db: Database): boolean {
  try {
    if (db.pragma("journal_mode = DELETE", { simple: true }) === "delete") return true;
    db.pragma("wal_checkpoint(PASSIVE)");
  } catch {
    return false; // others read from it
  }
  return false;
}
