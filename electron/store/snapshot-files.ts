import fs from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { checkRatio, limit, limitError, MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import type { OpenFile } from "../archive/open-file.ts";
import { privateFolder } from "../archive/private-copies.ts";
import { markRollbackJournalled } from "../db/sqlite-header.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { storeCorrupt } from "./store-error.ts";
import { look, openStoreFile } from "./store-files.ts";
import { writeAll } from "../archive/write-all.ts";

/**
 * A copy as it was made: the bytes of a small database with nothing beside it, else a file in a folder of ours, with the
 * CRC of its bytes where they went through our hands. One with nothing beside it is marked as rollback-journalled.
 */
export type Copy =
  | { bytes: Buffer }
  | { file: string; folder: string; hasCompanion: boolean; crc32: number | null };

/** Bytes copied so far, after each piece. */
export type CopyStep = { done: number; total: number };

/** What SQLite keeps beside a database while it is written, or after a crash. */
const COMPANIONS = ["-journal", "-wal"] as const;
const COPY_BYTES = 1024 * 1024; // larger writes take Linux several times as long
const ROOM_LEFT_BYTES = 64 * 1024 * 1024;

/**
 * A text that is the same as long as nobody wrote the database or what belongs to it: where the files lie, their sizes,
 * and their times to the nanosecond. Null without a database.
 */
export function marksOf(file: string): string | null {
  const own = markOf(file);
  return own && [own, ...COMPANIONS.map((suffix) => markOf(file + suffix))].join(", ");
}

/** The same of one file. */
export function markOf(file: string): string | null {
  const stat = fs.lstatSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(" ") : null;
}

/**
 * Whether what lies at the path is the file that was opened, as long as it was then. Who copies asks this once nobody can write
 * unnoticed any more: a transaction that ended just before may have made the file longer, and a copy of its former length is torn.
 */
export function isAsOpened(main: OpenFile): boolean {
  const stat = fs.lstatSync(main.path, { bigint: true, throwIfNoEntry: false });
  const own = fs.fstatSync(main.fd, { bigint: true });
  return stat?.dev === own.dev && stat.ino === own.ino && stat.size === BigInt(main.size);
}

/** Whether a copy failed because the file ended early, as it does when a transaction that made it longer is rolled back. */
export function endedEarly(error: unknown): boolean {
  return error instanceof AppError && error.code === "archive/corrupt";
}

/** A file this young may be written again without another time: clocks of file systems go in steps of some ms. */
const SETTLED_MS = 20;

/**
 * Whether the last writing of a database or of what belongs to it is long enough ago for `marksOf` to tell it from the next
 * one; a time in the future counts as long ago.
 */
export function isSettled(file: string): boolean {
  const now = Date.now();
  return ["", ...COMPANIONS].every((suffix) => {
    const age = now - (fs.lstatSync(file + suffix, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return age < 0 || age >= SETTLED_MS;
  });
}

/**
 * Copy a database and then what belongs to it, in this order: a page is written to the database only after its former
 * state stands in the journal, so what is copied here rolls back to the last finished transaction even if somebody was
 * writing. The caller asks `isAsOpened` before, and compares `marksOf` before and after.
 * @param isHeld Nobody can write to the database: then what lies beside it is of a transaction that has not begun to.
 * @yields After every piece.
 * @throws `store/corrupt` for what is no plain file or a journal that names others; `archive/corrupt` for a file that has become
 *   shorter; `disk/full`, `disk/denied`.
 */
export function* copyDatabase(
  main: OpenFile,
  name: string,
  cacheDir: string | undefined,
  isHeld: boolean,
): Generator<CopyStep, Copy> {
  const companions = isHeld ? [] : COMPANIONS.filter((suffix) => (look(main.path + suffix)?.size ?? 0) > 0);
  if (companions.length === 0 && main.size <= MEMORY_DATABASE_BYTES) {
    return { bytes: main.readAt(0, main.size, name) };
  }
  const folder = privateFolder(cacheDir);
  const bytes = companions.reduce((sum, suffix) => sum + (look(main.path + suffix)?.size ?? 0), main.size);
  const target = path.join(folder, "database.sqlite");
  let isDone = false;
  try {
    requireRoom(folder, bytes, name);
    const crc = yield* copyFile(main, target, name, companions.length === 0);
    let hasCompanion = false;
    for (const suffix of companions) {
      const companion = openStoreFile(main.path + suffix, name + suffix);
      if (companion === null) continue; // just finished: the marks will tell
      try {
        if (suffix === "-journal") refuseForeignJournal(companion, name + suffix);
        yield* copyFile(companion, target + suffix, name + suffix, false);
        hasCompanion = true;
      } finally {
        companion.close();
      }
    }
    isDone = true;
    return { file: target, folder, hasCompanion, crc32: crc };
  } catch (error) {
    throw toDiskError(error, target);
  } finally {
    if (!isDone) fs.rmSync(folder, { recursive: true, force: true }); // failed, or nobody wants it any more
  }
}

/** A copy must not fill the disk before it fails. */
function requireRoom(folder: string, bytes: number, name: string): void {
  const { bavail, bsize } = fs.statfsSync(folder);
  if (bytes + ROOM_LEFT_BYTES <= bavail * bsize) return;
  throw new AppError(
    "disk/full",
    `There is no room for a copy of ${name} (${bytes.toLocaleString("en")} bytes) in ${folder}. Free some space, or choose another folder for the cache in Settings.`,
    { path: folder, bytes },
  );
}

function* copyFile(
  from: OpenFile,
  target: string,
  name: string,
  isAlone: boolean,
): Generator<CopyStep, number | null> {
  requireSoundSize(from, name);
  if (isCloned(from.path, target)) {
    if (isAlone) markFile(target);
    yield { done: from.size, total: from.size };
    return null;
  }
  let crc = 0;
  const fd = fs.openSync(target, "wx", 0o600);
  try {
    const buffer = Buffer.allocUnsafeSlow(Math.min(COPY_BYTES, from.size));
    for (let at = 0; at < from.size; ) {
      const piece = from.readInto(buffer.subarray(0, Math.min(COPY_BYTES, from.size - at)), at, name);
      if (at === 0 && isAlone) markRollbackJournalled(piece);
      crc = crc32(piece, crc);
      writeAll(fd, piece);
      at += piece.length;
      yield { done: at, total: from.size };
    }
  } finally {
    fs.closeSync(fd);
  }
  return crc;
}

function markFile(file: string): void {
  const header = Buffer.alloc(HEADER_BYTES);
  const fd = fs.openSync(file, "r+");
  try {
    fs.readSync(fd, header, 0, HEADER_BYTES, 0);
    markRollbackJournalled(header);
    fs.writeSync(fd, header, 0, HEADER_BYTES, 0);
  } finally {
    fs.closeSync(fd);
  }
}

const HEADER_BYTES = 100;

/**
 * A file of holes is small on the disk and would not be in a copy. Some file systems do not tell what it takes: 0.
 * @throws `archive/limit`.
 */
export function requireSoundSize(file: OpenFile, name: string): void {
  if (file.size > limit("STEMMA_MAX_DATABASE_BYTES")) {
    throw limitError("STEMMA_MAX_DATABASE_BYTES", (n) => `${name} has ${n} bytes`, file.size, name);
  }
  const { blocks } = fs.fstatSync(file.fd);
  if (blocks > 0) checkRatio(blocks * BLOCK_BYTES, file.size, name);
}

const BLOCK_BYTES = 512; // of stat, whatever the disk's are

/** Some file systems (APFS, Btrfs, XFS) give a copy at once that shares its bytes until one of them is written. */
function isCloned(file: string, target: string): boolean {
  try {
    fs.copyFileSync(file, target, fs.constants.COPYFILE_FICLONE_FORCE | fs.constants.COPYFILE_EXCL);
    fs.chmodSync(target, 0o600);
    return true;
  } catch {
    fs.rmSync(target, { force: true });
    return false; // most cannot: byte by byte, then
  }
}

/**
 * The end of a journal that belongs to a transaction over several databases (SQLite's `pager.c`, "super-journal"). It
 * names a file, which SQLite would look into on recovery, and may delete. AiiDA has one database.
 */
const SUPER_JOURNAL_MAGIC = Buffer.from("d9d505f920a163d7", "hex");

/** @throws `store/corrupt` for the journal of a transaction over several databases. */
export function refuseForeignJournal(journal: OpenFile, name: string): void {
  const from = journal.size - SUPER_JOURNAL_MAGIC.length;
  if (from < 0 || !journal.readAt(from, SUPER_JOURNAL_MAGIC.length, name).equals(SUPER_JOURNAL_MAGIC)) return;
  throw storeCorrupt(name, "super-journal", `${name} belongs to a transaction over several databases`);
}
