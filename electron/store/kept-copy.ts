import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import {
  DATABASE_SUFFIX,
  databasesFolder,
  markOpen,
  removeDatabase,
  removeIfUnused,
  removeQuietly,
  trimCache,
} from "../archive/cache-files.ts";
import { cacheFolder, ensurePrivateFolder } from "../archive/cache-folder.ts";
import { knownDatabases, rememberDatabase } from "../archive/known-files.ts";
import { isWhole, markWritten } from "../archive/written-mark.ts";

/** A copy in the cache, of a database as it still is. */
export interface KeptCopy {
  readonly path: string;
  /** Lets go of it. */
  release(): void;
  /** Removes it with all that was worked out of it. */
  discard(): void;
}

/** Where the copy of one database as it is now is kept. */
export interface KeptPlace {
  /** The copy that was kept, if it is whole; marked as used now. */
  find(): KeptCopy | null;
  /**
   * Keep a finished copy, and remove those of former states that nobody has open. Null where that cannot be.
   * @param crc32 Of its bytes.
   */
  publish(file: string, crc32: number): KeptCopy | null;
}

/** To be raised when copies are made otherwise than before. */
const COPYING = 1;

/**
 * The place in the user's cache for the copy of a large database as it is now, by the rules for unpacked databases
 * (`electron/archive/database-cache.ts`): a profile that AiiDA has not written to is copied once. Null without a
 * usable cache folder.
 * @param marks `marksOf` the database: other ones, another copy.
 * @param size Its bytes.
 */
export function keptPlace(
  file: string,
  marks: string,
  size: number,
  cacheDir = cacheFolder(),
): KeptPlace | null {
  const folder = databasesFolder(cacheDir);
  if (!ensurePrivateFolder(folder)) return null;
  const hashed = (...words: (string | number)[]) =>
    createHash("sha256").update(words.join("\n")).digest("hex");
  const profile = hashed("profile", file).slice(0, 32);
  const target = path.join(folder, hashed("profile copy", COPYING, file, marks) + DATABASE_SUFFIX);
  const kept = (release: () => void): KeptCopy => ({
    path: target,
    release,
    discard: () => {
      release();
      removeDatabase(target);
    },
  });
  return {
    find() {
      const release = markOpen(target); // before it is looked at: nobody may clear it before it is open
      if (isSound(target, size)) return kept(release);
      release();
      return null;
    },
    publish(copy, crc32) {
      const release = markOpen(target);
      try {
        fs.renameSync(copy, target);
        markWritten(target, crc32);
      } catch {
        release();
        removeQuietly(target);
        return null; // another disk, say: then it lives as long as it is open
      }
      for (const former of knownDatabases(folder, profile)) if (former !== target) removeIfUnused(former);
      rememberDatabase(target, profile);
      trimCache(folder, target);
      return kept(release);
    },
  };
}

function isSound(target: string, size: number): boolean {
  const stat = fs.lstatSync(target, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size !== size || !isWhole(target)) return false;
  const now = new Date();
  try {
    fs.utimesSync(target, now, now);
    return true;
  } catch {
    return false; // removed meanwhile by another process
  }
}
