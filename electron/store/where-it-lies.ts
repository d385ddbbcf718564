import { isWriteAheadLogged } from "../db/sqlite-header.ts";
import { openReadOnly } from "../db/connect.ts";
import { MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import { isBeingChanged } from "./before-change.ts";
import { headerOf } from "./copy-during.ts";
import { inPlaceAt } from "./in-place.ts";
import type { Snapshot } from "./open-copy.ts";
import { isSettled, marksOf, requireSoundSize } from "./snapshot-files.ts";
import { look, openStoreFile } from "./store-files.ts";

/**
 * Open a database of somebody else's for one look at it, without a copy. Each statement locks it for itself, so who writes waits
 * for some milliseconds at most, and may write between two of them: what was seen counts only if `marksOf` the
 * database are afterwards what `Snapshot.marks` says. SQLite says at once that somebody has it locked.
 * @returns Null where a copy has to do, or is as quick: a small one, one with a log or journal beside it or written this moment, one
 *   that this process reads in place or is changing, and where there is none.
 * @throws `store/corrupt`, `archive/limit`, and what SQLite throws.
 */
export function openWhereItLies(file: string, name: string): Snapshot | null {
  if (inPlaceAt(file) !== null || isBeingChanged(file) || !isSettled(file)) return null;
  const marks = marksOf(file);
  const main = openStoreFile(file, name);
  if (main === null) return null;
  try {
    const hasCompanion = ["-journal", "-wal"].some((suffix) => look(file + suffix) !== null);
    if (marks === null || hasCompanion || main.size <= MEMORY_DATABASE_BYTES) return null;
    requireSoundSize(main, name);
    if (isWriteAheadLogged(headerOf(main, name))) return null; // a reader would make files beside it
    const db = openReadOnly(file, { timeoutMs: 0 });
    return { db, bytes: main.size, marks, close: () => void db.close() };
  } finally {
    main.close(); // nothing has been read by SQLite yet: no lock is given up
  }
}
