import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { isSqliteHeader, markRollbackJournalled } from "../db/connect.ts";
import {
  DATABASE_SUFFIX,
  databasesFolder,
  markOpen,
  removeDatabase,
  temporaryFor,
  trimCache,
} from "./cache-files.ts";
import { cacheFolder, ensurePrivateFolder } from "./cache-folder.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** An unpacked database on disk. */
export interface DatabaseFile {
  path: string;
  /** It was there before, checked only by its size. If it turns out damaged, `discard` it and unpack again. */
  reused: boolean;
  /** To be called once the file is open: what can live without its name loses it now. */
  opened(): void;
  /** Lets go of the file; it is removed if it was a temporary one. May be called twice. */
  release(): void;
  /** Removes the file with all that was worked out of it. */
  discard(): void;
}

/**
 * The database of a ZIP as a file, unpacked into the user's cache the first time. The name is the SHA-256 of the packed
 * bytes, so equal archives share one file wherever they lie, and a changed archive never meets an old one. It is
 * written under a name of its own, checked, flushed and renamed: two processes that open one archive at once both
 * end with a whole file, and a cancelled or failed unpacking leaves nothing. Without a usable cache folder a private
 * temporary folder takes the file, which is removed on `release`.
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
  const target = path.join(folder, (await hashPacked(zip, member, context)) + DATABASE_SUFFIX);
  const release = markOpen(target); // before it is there: nobody may clear it before it is open
  try {
    const reused = isReusable(target, member.size);
    if (!reused) {
      await unpackTo(target, zip, member, context);
      trimCache(folder, target);
    }
    return { path: target, reused, opened: () => undefined, release, discard: () => removeDatabase(target) };
  } catch (error) {
    release();
    throw error;
  }
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
    await unpackTo(target, zip, member, context);
    return { path: target, reused: false, ...vanishing(remove), discard: remove };
  } catch (error) {
    remove();
    throw error;
  }
}

async function hashPacked(zip: ZipReader, member: ZipMember, context: JobContext): Promise<string> {
  const hash = createHash("sha256");
  const report = pacedProgress(context);
  let done = 0;
  for await (const chunk of zip.rawStream(member)) {
    hash.update(chunk);
    done += chunk.length;
    report({ phase: "reading the database", done, total: member.compressedSize, unit: "bytes" });
    await setImmediate(); // hashing is synchronous: let a cancel through
    throwIfCancelled(context.signal);
  }
  return hash.digest("hex");
}

/** A file of the right size that is ours; marks it as used now. Its contents were checked when it was written. */
function isReusable(file: string, size: number): boolean {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size !== size) return false;
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
  } catch {
    return false; // removed meanwhile by another process, or not ours
  }
  return true;
}

async function unpackTo(
  target: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<void> {
  const temporary = temporaryFor(target);
  try {
    const fd = fs.openSync(temporary, "wx", 0o600);
    try {
      await writeMember(fd, zip, member, context);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    rename(temporary, target, member.size);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw toDiskError(error, target);
  }
}

async function writeMember(
  fd: number,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  let done = 0;
  for await (const chunk of zip.stream(member)) {
    throwIfCancelled(context.signal);
    if (done === 0) prepareHeader(chunk);
    for (let at = 0; at < chunk.length; ) at += fs.writeSync(fd, chunk, at, chunk.length - at);
    done += chunk.length;
    report({ phase: "unpacking the database", done, total: member.size, unit: "bytes" });
  }
}

/** Fail on the first chunk of what is no database, before it fills the disk. */
function prepareHeader(chunk: Buffer): void {
  if (!isSqliteHeader(chunk))
    throw corrupt("db.sqlite3", "sqlite header", "db.sqlite3 is not an SQLite database");
  markRollbackJournalled(chunk);
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
