import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
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
import type { Beforehand } from "./beforehand.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { fileKey, knownDatabase, rememberDatabase } from "./known-files.ts";
import { otherUnpacking } from "./other-unpacking.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import { Sealing } from "./packed-seal.ts";
import { type WrittenDatabase, writeDatabase } from "./write-database.ts";
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

/** What may differ from one unpacking to another. */
export interface UnpackOptions {
  /** Default: the user's cache folder. */
  cacheDir?: string | undefined;
  /** Who may have unpacked it already. */
  beforehand?: Beforehand | undefined;
}

/**
 * The database of a ZIP as a file, unpacked into the user's cache the first time. A seal of the packed bytes is kept beside
 * it, so that equal archives share one file wherever they lie, and a changed archive never meets an old one. Which file
 * was unpacked to which database is remembered, so that the bytes are read once only. It is written under a name of its
 * own, checked and renamed: two processes that open one archive at once both end with a whole file (the later one waits for the
 * earlier), and a cancelled or failed unpacking leaves nothing. Without a usable cache folder a private temporary folder
 * takes the file, which is removed on `release`.
 * Memory: up to 36 MB. Progress in bytes. `archive/corrupt`, `disk/full`, `cancelled`.
 */
export async function unpackDatabase(
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  { cacheDir = cacheFolder(), beforehand }: UnpackOptions = {},
): Promise<DatabaseFile> {
  const folder = databasesFolder(cacheDir);
  if (!ensurePrivateFolder(folder)) return unpackTemporarily(zip, member, context);
  const key = fileKey(zip.file, member);
  const reuse = (target: string | null) => (target === null ? null : reusable(target, member.size));
  const known = reuse(knownDatabase(folder, key));
  if (known) return known;
  const place = { key, offset: zip.directory.offsets[member.index]! };
  const written = (await beforehand?.take(place, context)) ?? null;
  if (written === null && (await otherUnpacking(folder, key, member.size, context))) {
    const others = reuse(knownDatabase(folder, key));
    if (others) return others;
  }
  const file = written
    ? keep(written)
    : (reuse(await unpackedCopy(folder, zip, member, context)) ?? (await unpack()));
  rememberDatabase(file.path, key);
  return file;

  async function unpack(): Promise<DatabaseFile> {
    const temporary = temporaryFor(path.join(folder, key + DATABASE_SUFFIX));
    return keep(await writeDatabase(temporary, zip, member, context));
  }

  /** Give a written file its place and name. */
  function keep({ file: temporary, crc32, seal }: WrittenDatabase): DatabaseFile {
    const target = path.join(folder, key + DATABASE_SUFFIX);
    const release = markOpen(target); // before it is there: nobody may clear it before it is open
    try {
      rename(temporary, target, member.size);
      markWritten(target, crc32, seal);
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
    await writeDatabase(target, zip, member, context);
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

/** On Windows a file in use cannot be replaced: another process then has put the same contents there. */
function rename(temporary: string, target: string, size: number): void {
  try {
    fs.renameSync(temporary, target);
  } catch (error) {
    if (!isReusable(target, size)) throw error;
    fs.rmSync(temporary, { force: true });
  }
}
