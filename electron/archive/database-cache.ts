import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { isSqliteHeader, markRollbackJournalled } from "../db/sqlite-header.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import {
  DATABASE_SUFFIX,
  databasesFolder,
  databasesOfSize,
  markOpen,
  removeDatabase,
  removeQuietly,
  temporaryFor,
  trimCache,
} from "./cache-files.ts";
import { cacheFolder, ensurePrivateFolder } from "./cache-folder.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { fileKey, knownDatabase, rememberDatabase } from "./known-files.ts";
import { otherUnpacking } from "./other-unpacking.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import { Sealing } from "./packed-seal.ts";
import { isWhole, markWritten, sealOf } from "./written-mark.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** An unpacked database on disk. */
export interface DatabaseFile {
  path: string;
  /** It was there before, checked only by its size. If it turns out damaged, `discard` it and unpack again. */
  reused: boolean;
  /** What is worked out of the database may be kept beside it; not so for a temporary file. */
  isKept: boolean;
  /** To be called once the file is open: what can live without its name loses it now. */
  opened(): void;
  /** Lets go of the file; it is removed if it was a temporary one. May be called twice. */
  release(): void;
  /** Removes the file with all that was worked out of it. */
  discard(): void;
}

const TURN_MS = 15; // other calls and a cancel are heard at least this often

/**
 * The database of a ZIP as a file, unpacked into the user's cache the first time. A seal of the packed bytes is kept beside
 * it, so that equal archives share one file wherever they lie, and a changed archive never meets an old one. Which file
 * was unpacked to which database is remembered, so that the bytes are read once only. It is written under a name of its
 * own, checked and renamed: two processes that open one archive at once both end with a whole file (the later one waits for the
 * earlier), and a cancelled or failed unpacking leaves nothing. Without a usable cache folder a private temporary folder
 * takes the file, which is removed on `release`.
 * Memory: a few chunks. Progress in bytes. `archive/corrupt`, `disk/full`, `cancelled`.
 */
export async function unpackDatabase(
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  cacheDir = cacheFolder(),
): Promise<DatabaseFile> {
  const folder = databasesFolder(cacheDir);
  if (!ensurePrivateFolder(folder)) return unpackTemporarily(zip, member, context);
  const key = fileKey(zip.file, member);
  const reuse = (target: string | null) => (target === null ? null : reusable(target, member.size));
  const known =
    reuse(knownDatabase(folder, key)) ??
    ((await otherUnpacking(folder, key, member.size, context)) ? reuse(knownDatabase(folder, key)) : null);
  if (known) return known;
  const file = reuse(await unpackedCopy(folder, zip, member, context)) ?? (await unpack());
  rememberDatabase(file.path, key);
  return file;

  async function unpack(): Promise<DatabaseFile> {
    const target = path.join(folder, key + DATABASE_SUFFIX);
    const temporary = temporaryFor(target);
    const sealing = new Sealing();
    const crc = await writeTo(temporary, zip, member, context, (bytes) => sealing.add(bytes));
    const release = markOpen(target); // before it is there: nobody may clear it before it is open
    try {
      rename(temporary, target, member.size);
      markWritten(target, crc, sealing.finish());
      trimCache(folder, target);
    } catch (error) {
      release();
      removeQuietly(temporary);
      throw toDiskError(error, target);
    }
    return cached(target, false, release);
  }
}

/** A database of the cache that is whole as far as its size and, after a restart, its checksum tell; marked as used now. */
function reusable(target: string, size: number): DatabaseFile | null {
  const release = markOpen(target);
  if (isReusable(target, size)) return cached(target, true, release);
  release();
  return null;
}

function cached(target: string, reused: boolean, release: () => void): DatabaseFile {
  return {
    path: target,
    reused,
    isKept: true,
    opened: () => undefined,
    release,
    discard: () => removeDatabase(target),
  };
}

/** A file of ours that is to vanish: on POSIX once it is open, on Windows when it is closed. */
export function vanishing(remove: () => void): Pick<DatabaseFile, "opened" | "release"> {
  // On POSIX its bytes stay until it is closed, and a process that dies leaves nothing; Windows keeps open files.
  return { opened: process.platform === "win32" ? () => undefined : remove, release: remove };
}

async function unpackTemporarily(
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<DatabaseFile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-")); // mode 0700
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const target = path.join(folder, `database${DATABASE_SUFFIX}`);
    await writeTo(target, zip, member, context, () => undefined);
    return { path: target, reused: false, isKept: false, ...vanishing(remove), discard: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The database that equal packed bytes were unpacked to, of a copy of the archive; null without one. */
async function unpackedCopy(
  folder: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<string | null> {
  const candidates = databasesOfSize(folder, member.size).flatMap((file) => {
    const seal = sealOf(file);
    return seal === null ? [] : [{ file, seal, sealing: new Sealing(seal.key) }];
  });
  if (candidates.length === 0) return null;
  const report = pacedProgress(context);
  let done = 0;
  for await (const chunk of zip.rawStream(member)) {
    for (const { sealing } of candidates) sealing.add(chunk);
    done += chunk.length;
    report({ phase: "reading the database", done, total: member.compressedSize, unit: "bytes" });
    await setImmediate(); // lets a cancel through
    throwIfCancelled(context.signal);
  }
  return candidates.find(({ seal, sealing }) => sealing.finish().tag === seal.tag)?.file ?? null;
}

/** A whole file of the right size that is ours; marks it as used now. */
function isReusable(file: string, size: number): boolean {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size !== size || !isWhole(file)) return false;
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
  } catch {
    return false; // removed meanwhile by another process, or not ours
  }
  return true;
}

/** Unpack into a new file, which does not stay when that fails. Gives the CRC of what was written. */
async function writeTo(
  file: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  onPacked: (bytes: Buffer) => void,
): Promise<number | null> {
  try {
    const fd = fs.openSync(file, "wx", 0o600);
    try {
      return await writeMember(fd, zip, member, context, onPacked);
    } finally {
      fs.closeSync(fd); // not flushed: `written-mark.ts` says why
    }
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw toDiskError(error, file);
  }
}

async function writeMember(
  fd: number,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  onPacked: (bytes: Buffer) => void,
): Promise<number | null> {
  const report = pacedProgress(context);
  let done = 0;
  let isChanged = false;
  let turn = performance.now() + TURN_MS;
  for await (const chunk of zip.chunks(member, onPacked) ?? streamed(zip, member, onPacked)) {
    if (done === 0) isChanged = prepareHeader(chunk);
    for (let at = 0; at < chunk.length; ) at += fs.writeSync(fd, chunk, at, chunk.length - at);
    done += chunk.length;
    if (performance.now() < turn && done < member.size) continue;
    report({ phase: "unpacking the database", done, total: member.size, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
  return isChanged ? null : member.crc32;
}

/** Where zlib cannot be used directly: read the packed bytes for themselves, then inflate as a stream. */
async function* streamed(
  zip: ZipReader,
  member: ZipMember,
  onPacked: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of zip.rawStream(member)) onPacked(chunk);
  yield* zip.stream(member);
}

/** Fail on the first chunk of what is no database, before it fills the disk. True if the header had to be changed. */
function prepareHeader(chunk: Buffer): boolean {
  if (!isSqliteHeader(chunk))
    throw corrupt("db.sqlite3", "sqlite header", "db.sqlite3 is not an SQLite database");
  const before = Buffer.from(chunk.subarray(0, 100));
  markRollbackJournalled(chunk);
  return !before.equals(chunk.subarray(0, 100));
}

/** On Windows a file in use cannot be replaced: another process then has put the same contents there. */
function rename(temporary: string, target: string, size: number): void {
  try {
    fs.renameSync(temporary, target);
  } catch (error) {
    if (!isReusable(target, size)) throw error;
    fs.rmSync(temporary, { force: true });
  }
}
