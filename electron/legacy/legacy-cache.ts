import { createHash, randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import {
  DATABASE_SUFFIX,
  databasesFolder,
  indexFile,
  markOpen,
  removeDatabase,
  removeQuietly,
  temporaryFor,
  trimCache,
} from "../archive/cache-files.ts";
import { cacheFolder, ensurePrivateFolder } from "../archive/cache-folder.ts";
import { vanishing } from "../archive/database-cache.ts";
import { crcOf, isWhole, markWritten } from "../archive/written-mark.ts";
import { isWholeDatabase } from "../db/sqlite-header.ts";
import { programVersion } from "../ipc/program-version.ts";
import { toDiskError } from "../ipc/disk-error.ts";

/** To be raised when a conversion comes out otherwise than before: what is kept then serves nobody. */
const CONVERSION = 2;
/** Beside the database: the tar of a `.tar.gz`, inflated. */
const TAR = "tar";

/** A converted archive on disk. */
export interface ConvertedFile {
  readonly database: string;
  /** The inflated tar of a `.tar.gz`; there only for such archives. */
  readonly tar: string;
  /** What is worked out of it may be kept beside it; not so for a temporary file. */
  readonly isKept: boolean;
  /** To be called once its files are open: what can live without its name loses it now. */
  opened(): void;
  /** Lets go of it; a temporary one is removed. May be called twice. */
  release(): void;
  /** Removes it with all that was worked out of it. */
  discard(): void;
}

/** A conversion that is being written, under names of its own. */
export interface Building {
  /** An empty file for the database. */
  readonly database: string;
  /** Name for the inflated tar, which need not be made. */
  readonly tar: string;
  /** Put the finished files where others find them. Both are closed. `disk/full`, `disk/denied`. */
  publish(): ConvertedFile;
  /** Nothing stays; after `publish` it does nothing. */
  abandon(): void;
}

/** Where the conversion of one archive is kept. */
export interface LegacyCache {
  /** The folder and the beginning of all names, for who waits (`other-conversion.ts`); null without a cache folder. */
  readonly names: { folder: string; stem: string } | null;
  /** The conversion that was kept, if it is whole; marked as used now. */
  find(): ConvertedFile | null;
  begin(): Building;
}

/**
 * The place in the user's cache for the conversion of a file as it is now, by the same rules as for unpacked databases
 * (`electron/archive/database-cache.ts`): private, written under another name and renamed, trimmed and cleared with
 * the rest. Without a usable cache folder a private temporary folder takes it, which goes when it is let go of.
 * @param identity Is the same only for this file with these contents (`OpenFile.identity`).
 */
export function legacyCache(identity: string, readable: boolean, cacheDir = cacheFolder()): LegacyCache {
  const folder = databasesFolder(cacheDir);
  if (!ensurePrivateFolder(folder)) return { names: null, find: () => null, begin: buildTemporarily };
  const text = ["legacy", CONVERSION, programVersion(), readable ? "readable" : "whole", identity].join("\n");
  const stem = createHash("sha256").update(text).digest("hex");
  const database = path.join(folder, stem + DATABASE_SUFFIX);
  return {
    names: { folder, stem },
    find: () => find(database),
    begin: () => buildFor(database),
  };
}

function find(database: string): ConvertedFile | null {
  const release = markOpen(database); // before it is looked at: nobody may clear it before it is open
  if (isWholeDatabase(database) && isWhole(database) && markUsed(database)) return kept(database, release);
  release();
  return null;
}

function kept(database: string, release: () => void): ConvertedFile {
  return {
    database,
    tar: indexFile(database, TAR),
    isKept: true,
    opened: () => undefined,
    release,
    discard: () => removeDatabase(database),
  };
}

function markUsed(file: string): boolean {
  const now = new Date();
  try {
    fs.utimesSync(file, now, now);
    return true;
  } catch {
    return false; // removed meanwhile by another process, or not ours
  }
}

function buildFor(target: string): Building {
  const database = temporaryFor(target);
  const tar = temporaryFor(indexFile(target, TAR));
  createEmpty(database);
  const abandon = () => [database, tar].forEach((file) => fs.rmSync(file, { force: true }));
  return {
    database,
    tar,
    abandon,
    publish() {
      const release = markOpen(target);
      try {
        if (fs.existsSync(tar)) replace(tar, indexFile(target, TAR));
        markWritten(target, crcOf(database)); // before it is there: who waited for it looks at once
        replace(database, target);
        trimCache(path.dirname(target), target);
      } catch (error) {
        release();
        abandon();
        throw toDiskError(error, target);
      }
      return kept(target, release);
    },
  };
}

/** On Windows a file in use cannot be replaced: another process then has put the same contents there. */
function replace(file: string, target: string): void {
  try {
    fs.renameSync(file, target);
  } catch (error) {
    if (process.platform !== "win32" || !fs.existsSync(target)) throw error;
    removeQuietly(file);
  }
}

function buildTemporarily(): Building {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-")); // mode 0700
  const name = randomBytes(4).toString("hex");
  const database = path.join(folder, name + DATABASE_SUFFIX);
  const tar = path.join(folder, `${name}.${TAR}`);
  const remove = () => fs.rmSync(folder, { recursive: true, force: true });
  try {
    createEmpty(database);
  } catch (error) {
    remove();
    throw error;
  }
  let isPublished = false;
  return {
    database,
    tar,
    publish() {
      isPublished = true;
      return { database, tar, isKept: false, ...vanishing(remove), discard: remove };
    },
    abandon: () => {
      if (!isPublished) remove();
    },
  };
}

function createEmpty(file: string): void {
  try {
    fs.closeSync(fs.openSync(file, "wx", 0o600));
  } catch (error) {
    throw toDiskError(error, file);
  }
}
