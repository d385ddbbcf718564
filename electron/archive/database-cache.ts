import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { isSqliteHeader, markRollbackJournalled } from "../db/connect.ts";
import { cacheFolder, ensurePrivateFolder } from "./cache-folder.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { DATABASE_CACHE_BYTES } from "./limits.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** An unpacked database on disk. */
export interface DatabaseFile {
  path: string;
  /** It was there before, checked only by its size. If it turns out damaged, `discard` it and unpack again. */
  reused: boolean;
  /** Lets go of the file; it is removed if it was a temporary one. May be called twice. */
  release(): void;
  discard(): void;
}

const SUFFIX = ".sqlite3";
const STALE_TEMPORARY_MS = 24 * 3600 * 1000;

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
  const folder = path.join(cacheDir, "databases");
  if (!ensurePrivateFolder(folder)) return unpackTemporarily(zip, member, context);
  const target = path.join(folder, (await hashPacked(zip, member, context)) + SUFFIX);
  const reused = isReusable(target, member.size);
  if (!reused) {
    await unpackTo(target, zip, member, context);
    trimCache(folder, target);
  }
  return { path: target, reused, release: () => undefined, discard: () => void removeQuietly(target) };
}

async function unpackTemporarily(
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<DatabaseFile> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-")); // mode 0700
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    const target = path.join(folder, `database${SUFFIX}`);
    await unpackTo(target, zip, member, context);
    return { path: target, reused: false, release: remove, discard: remove };
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
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
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

/**
 * Remove the longest unused databases until the rest fits, and temporary files that a crash left behind. One that is
 * open stays usable: POSIX keeps its bytes until it is closed, and Windows refuses to remove it. `keep` is never removed.
 */
export function trimCache(folder: string, keep: string, maxBytes = DATABASE_CACHE_BYTES): void {
  const files: { path: string; size: number; usedAt: number }[] = [];
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) continue;
    if (name.endsWith(SUFFIX)) files.push({ path: file, size: stat.size, usedAt: stat.mtimeMs });
    else if (name.endsWith(".tmp") && Date.now() - stat.mtimeMs > STALE_TEMPORARY_MS) removeQuietly(file);
  }
  let total = files.reduce((sum, file) => sum + file.size, 0);
  for (const file of files.sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= maxBytes) return;
    if (file.path === keep) continue;
    if (removeQuietly(file.path)) total -= file.size;
  }
}

function removeQuietly(file: string): boolean {
  try {
    fs.rmSync(file);
    return true;
  } catch {
    return false; // in use on Windows, or gone already: either way not ours to insist on
  }
}
