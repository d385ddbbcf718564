import fs from "node:fs";
import type { OpenFile } from "../archive/open-file.ts";
import { isSqliteHeader, isWriteAheadLogged } from "../db/sqlite-header.ts";
import { openMoment } from "../db/write-ahead.ts";
import { openCopy, type Snapshot, type SnapshotOptions } from "./open-copy.ts";
import { type Copy, copyDatabase, type CopyStep, endedEarly, isAsOpened, marksOf } from "./snapshot-files.ts";
import { storeCorrupt } from "./store-error.ts";
import { look, openStoreFile } from "./store-files.ts";

/** What came of a try to copy a database; null where there is none. */
export type Attempt = Snapshot | null | "written meanwhile";

const HEADER_BYTES = 100;
/** In the header of a journal: what tells one transaction from the next, a random number and the size of the database. */
const JOURNAL_NONCE = { from: 12, bytes: 8 };
/** In the header of a log: two numbers that change when it begins anew (SQLite's file format, 4.1). */
const LOG_SALTS = { from: 16, bytes: 8 };

/**
 * Copy a database while somebody writes to it in one long transaction, as a large import does: the state before it is seen. Nobody
 * waits for that. With a journal it is enough that the transaction that was there at the beginning is there at the end, and that the
 * database was opened at its length of then: whatever page of it is in the copy, its former state is in the copied journal. With a log a reader's lock keeps the log from beginning
 * anew over what the copy needs.
 */
export function* copyDuring(file: string, options: SnapshotOptions): Generator<CopyStep, Attempt> {
  const main = openStoreFile(file, options.name);
  if (main === null) return null;
  try {
    if (isWriteAheadLogged(headerOf(main, options.name))) return yield* besideLog(main, options);
    return yield* besideJournal(main, options);
  } finally {
    main.close();
  }
}

/** The first bytes of a database. `store/corrupt` for what is none. */
export function headerOf(main: OpenFile, name: string): Buffer {
  const header = main.readAt(0, Math.min(HEADER_BYTES, main.size), name);
  if (isSqliteHeader(header)) return header;
  throw storeCorrupt(name, "sqlite header", `${name} is not an SQLite database`);
}

function* besideJournal(main: OpenFile, options: SnapshotOptions): Generator<CopyStep, Attempt> {
  const name = `${options.name}-journal`;
  const journal = openStoreFile(`${main.path}-journal`, name);
  if (journal === null) return "written meanwhile";
  try {
    const nonce = partOf(journal, JOURNAL_NONCE);
    if (nonce === null) return "written meanwhile";
    // A journal is deleted, or its header changed, when its transaction ends; its inode stays taken while we have it open.
    const isSame = () =>
      fs.fstatSync(journal.fd).nlink > 0 && partOf(journal, JOURNAL_NONCE)?.equals(nonce) === true;
    return yield* copied(main, options, { isUndisturbed: isSame, needsCompanion: true });
  } finally {
    journal.close();
  }
}

function* besideLog(main: OpenFile, options: SnapshotOptions): Generator<CopyStep, Attempt> {
  // Where nobody has it open, there is no shared memory, and reading would make some.
  if (look(`${main.path}-shm`) === null) return "written meanwhile";
  let reader: ReturnType<typeof openMoment> | null = null;
  const log = openStoreFile(`${main.path}-wal`, `${options.name}-wal`);
  try {
    try {
      reader = openMoment(main.path);
    } catch {
      return "written meanwhile"; // whatever is wrong is found by another attempt
    }
    const salts = () => (log && partOf(log, LOG_SALTS)?.toString("hex")) ?? null;
    const before = salts();
    return yield* copied(main, options, { isUndisturbed: () => salts() === before, needsCompanion: false });
  } finally {
    reader?.close(); // before the file is closed, which would give the lock up as well
    log?.close();
  }
}

function* copied(
  main: OpenFile,
  options: SnapshotOptions,
  { isUndisturbed, needsCompanion }: { isUndisturbed: () => boolean; needsCompanion: boolean },
): Generator<CopyStep, Attempt> {
  const marks = marksOf(main.path);
  if (marks === null) return null;
  if (!isAsOpened(main)) return "written meanwhile";
  let copy: Copy | null = null;
  let keeps = false;
  try {
    copy = yield* copyDatabase(main, options.name, options.cacheDir, false);
    keeps = isUndisturbed() && (!needsCompanion || ("folder" in copy && copy.hasCompanion));
  } catch (error) {
    if (!endedEarly(error) || (isUndisturbed() && isAsOpened(main))) throw error;
  } finally {
    if (!keeps && copy && "folder" in copy) fs.rmSync(copy.folder, { recursive: true, force: true });
  }
  return keeps && copy ? { ...openCopy(copy, options), bytes: main.size, marks } : "written meanwhile";
}

/** Null for a file that is too short: it has no header yet. */
function partOf(file: OpenFile, { from, bytes }: { from: number; bytes: number }): Buffer | null {
  const part = Buffer.alloc(bytes);
  return fs.readSync(file.fd, part, 0, bytes, from) === bytes ? part : null;
}
