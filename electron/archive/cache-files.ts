import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { DATABASE_CACHE_BYTES } from "./limits.ts";

/**
 * What lies in the cache's folder of databases, under a name for each, in hexadecimal: the database itself
 * (`<name>.sqlite3`), or, of a library, which is read where it lies, a note of how it was (`<name>.library`); what was
 * worked out of it (`<name>.<piece>.index`), notes on it (`.known`, `.written`), marks of
 * the processes that have it open (`<name>.<pid>-<random>.open`), and files that are being written (`….tmp`). A database and all that goes with
 * it live and go together. Needs no SQLite, so that the settings page can ask.
 */
export interface CacheUsage {
  /** Bytes of databases, of what belongs to them, and of files that are being written or were left behind. */
  bytes: number;
  databases: number;
}

/** What clearing came to. */
export interface ClearedCache {
  freedBytes: number;
  /** Databases that stay because a window or a command has them open. */
  inUse: number;
}

export const DATABASE_SUFFIX = ".sqlite3";
const INDEX_SUFFIX = ".index";
/** `<name>.<key>.known`: this file (see `known-files.ts`) was unpacked to that database. */
export const KNOWN_SUFFIX = ".known";
/** `<name>.written`: see `written-mark.ts`. */
export const WRITTEN_SUFFIX = ".written";
/** `<name>.library`: see `electron/library/live/kept-state.ts`. */
export const LIBRARY_SUFFIX = ".library";
const OWN_SUFFIXES = [DATABASE_SUFFIX, INDEX_SUFFIX, KNOWN_SUFFIX, WRITTEN_SUFFIX, LIBRARY_SUFFIX];
const OPEN_SUFFIX = ".open";
const TEMPORARY_SUFFIX = ".tmp";
const STALE_TEMPORARY_MS = 24 * 3600 * 1000;

/** One database with everything that belongs to it. */
interface Entry {
  hasDatabase: boolean;
  /** A database, or the note of a library: what the rest belongs to. */
  hasOwner: boolean;
  bytes: number;
  usedAt: number;
  isOpen: boolean;
  /** Without the marks; those go when their process does. */
  files: string[];
}

/** The folder in a cache folder that holds databases. */
export function databasesFolder(cacheDir = cacheFolder()): string {
  return path.join(cacheDir, "databases");
}

/** Most bytes that databases may take: `STEMMA_CACHE_MAX_BYTES`, else 8 GiB. */
export function maxCacheBytes(env: Readonly<Record<string, string | undefined>> = process.env): number {
  const set = env["STEMMA_CACHE_MAX_BYTES"];
  const bytes = Number(set);
  return set && Number.isFinite(bytes) && bytes >= 0 ? bytes : DATABASE_CACHE_BYTES;
}

/** What the cache takes now. One look at each file of the folder; zero where there is no cache. */
export function cacheUsage(cacheDir = cacheFolder()): CacheUsage {
  const { entries, temporaries } = survey(databasesFolder(cacheDir));
  const all = [...entries.values()];
  return {
    bytes:
      all.reduce((sum, { bytes }) => sum + bytes, 0) + temporaries.reduce((sum, { size }) => sum + size, 0),
    databases: all.filter(({ hasDatabase }) => hasDatabase).length,
  };
}

/**
 * Remove every database that no running process has open, with all that belongs to it, and files whose writer is gone.
 * What is removed is unpacked again the next time it is opened. Never throws: what cannot be removed stays.
 */
export function clearCache(cacheDir = cacheFolder()): ClearedCache {
  const { entries, temporaries } = survey(databasesFolder(cacheDir));
  let freedBytes = 0;
  let inUse = 0;
  for (const entry of entries.values()) {
    if (entry.isOpen) inUse += entry.hasDatabase ? 1 : 0;
    else freedBytes += removeEntry(entry);
  }
  for (const { file, size, isWritten } of temporaries) {
    if (!isWritten && removeQuietly(file)) freedBytes += size;
  }
  return { freedBytes, inUse };
}

/**
 * Remove the longest unused databases, each with all that belongs to it, until the rest fits, and files that a crash
 * left behind. One that is open stays, and so does `keep` (the path of a database) whatever its size.
 */
export function trimCache(folder: string, keep: string, maxBytes = maxCacheBytes()): void {
  const { entries, temporaries } = survey(folder);
  for (const { file, isWritten } of temporaries) if (!isWritten) removeQuietly(file);
  let total = 0;
  for (const entry of entries.values()) total += entry.bytes;
  const kept = stemOf(path.basename(keep));
  for (const [stem, entry] of [...entries].sort(([, a], [, b]) => a.usedAt - b.usedAt)) {
    if (!entry.hasOwner && !entry.isOpen)
      total -= removeEntry(entry); // an index whose database is gone serves nobody
    else if (total > maxBytes && stem !== kept && !entry.isOpen) total -= removeEntry(entry);
  }
}

/**
 * Mark a database of the cache as open in this process, so that nobody clears or trims it. Call the result when it is
 * closed; a process that dies leaves a mark that counts for nothing.
 */
export function markOpen(databaseFile: string): () => void {
  const stem = databaseFile.slice(0, -DATABASE_SUFFIX.length);
  const mark = `${stem}.${process.pid}-${randomBytes(4).toString("hex")}${OPEN_SUFFIX}`;
  try {
    fs.closeSync(fs.openSync(mark, "wx", 0o600));
  } catch {
    return () => undefined; // a full disk, say: then it may be trimmed, which an open file survives
  }
  return () => void removeQuietly(mark);
}

/** The file beside a database for something that was worked out of it. */
export function indexFile(databaseFile: string, name: string): string {
  return `${databaseFile.slice(0, -DATABASE_SUFFIX.length)}.${name}${INDEX_SUFFIX}`;
}

/** Where to write a file before it is renamed to `target`: a name of our own, known for ours while we live. */
export function temporaryFor(target: string): string {
  return `${target}.${process.pid}-${randomBytes(4).toString("hex")}${TEMPORARY_SUFFIX}`;
}

/** Names of files for this stem that a living process is writing. */
export function beingWritten(folder: string, stem: string): string[] {
  return namesIn(folder).filter((name) => {
    if (!name.startsWith(`${stem}.`) || !name.endsWith(TEMPORARY_SUFFIX)) return false;
    const stat = fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
    return stat?.isFile() === true && isWriterAlive(name, stat.mtimeMs);
  });
}

/** The databases of the folder that have so many bytes. */
export function databasesOfSize(folder: string, size: number): string[] {
  return namesIn(folder)
    .filter((name) => name.endsWith(DATABASE_SUFFIX))
    .map((name) => path.join(folder, name))
    .filter((file) => fs.lstatSync(file, { throwIfNoEntry: false })?.size === size);
}

/** Remove a file if that is possible; whether it was. */
export function removeQuietly(file: string): boolean {
  try {
    fs.rmSync(file);
    return true;
  } catch {
    return false; // in use on Windows, or gone already: either way not ours to insist on
  }
}

/** Remove a database with everything that belongs to it. */
export function removeDatabase(databaseFile: string): void {
  const entry = survey(path.dirname(databaseFile)).entries.get(stemOf(path.basename(databaseFile)));
  if (entry) removeEntry(entry);
}

/** Remove a database with everything that belongs to it, unless somebody has it open. */
export function removeIfUnused(databaseFile: string): void {
  const entry = survey(path.dirname(databaseFile)).entries.get(stemOf(path.basename(databaseFile)));
  if (entry && !entry.isOpen) removeEntry(entry);
}

function removeEntry({ files, bytes }: Entry): number {
  const removed = files.map(removeQuietly);
  return removed.every(Boolean) ? bytes : 0;
}

interface Temporary {
  file: string;
  size: number;
  /** Its writer lives, as far as its name and age tell. */
  isWritten: boolean;
}

function survey(folder: string): { entries: Map<string, Entry>; temporaries: Temporary[] } {
  const entries = new Map<string, Entry>();
  const temporaries: Temporary[] = [];
  for (const name of namesIn(folder)) {
    const file = path.join(folder, name);
    const stat = fs.lstatSync(file, { throwIfNoEntry: false });
    if (!stat?.isFile()) continue;
    if (name.endsWith(TEMPORARY_SUFFIX)) {
      const isFresh = Date.now() - stat.mtimeMs <= STALE_TEMPORARY_MS;
      temporaries.push({ file, size: stat.size, isWritten: isFresh && isWriterAlive(name, stat.mtimeMs) });
      continue;
    }
    const stem = stemOf(name);
    let entry = entries.get(stem);
    if (name.endsWith(OPEN_SUFFIX)) {
      if (!isWriterAlive(name, stat.mtimeMs)) removeQuietly(file);
      else if (entry) entry.isOpen = true;
      else entries.set(stem, { ...emptyEntry(), isOpen: true });
      continue;
    }
    if (!OWN_SUFFIXES.some((suffix) => name.endsWith(suffix))) continue;
    if (!entry) entries.set(stem, (entry = emptyEntry()));
    entry.bytes += stat.size;
    entry.files.push(file);
    if (name.endsWith(DATABASE_SUFFIX)) entry.hasDatabase = true;
    else if (!name.endsWith(LIBRARY_SUFFIX)) continue;
    entry.hasOwner = true;
    entry.usedAt = stat.mtimeMs;
  }
  return { entries, temporaries };
}

function emptyEntry(): Entry {
  return { hasDatabase: false, hasOwner: false, bytes: 0, usedAt: 0, isOpen: false, files: [] };
}

function namesIn(folder: string): string[] {
  try {
    return fs.readdirSync(folder);
  } catch {
    return []; // no cache yet, or none that we may read
  }
}

/** The part of a name that a database shares with all that belongs to it. */
function stemOf(name: string): string {
  return name.slice(0, name.indexOf("."));
}

/** Whether the process that a name tells (`….<pid>-<random>.<suffix>`) runs. Numbers begin anew when a machine starts. */
export function isWriterAlive(name: string, writtenAt: number): boolean {
  const pid = Number(/\.(\d+)-[0-9a-f]+\.[a-z]+$/.exec(name)?.[1]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (writtenAt < Date.now() - os.uptime() * 1000 - CLOCK_SLACK_MS) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"; // runs, as somebody else
  }
}

const CLOCK_SLACK_MS = 60_000;
