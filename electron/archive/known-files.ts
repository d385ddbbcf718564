import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { DATABASE_SUFFIX, KNOWN_SUFFIX } from "./cache-files.ts";
import type { OpenFile } from "./open-file.ts";
import type { ZipMember } from "./zip-reader.ts";

/**
 * A name for one member of one file as it is now: where the file lies on its disk, its size and times, and what its list
 * says of the member. Equal names mean equal contents, as nobody changes a file without changing its `ctime`, and
 * the member's CRC is read anew each time; so a file's bytes need to be hashed only once.
 */
export function fileKey(file: OpenFile, member: ZipMember): string {
  const { name, method, crc32, compressedSize, size } = member;
  const text = [file.identity(), name, method, crc32, compressedSize, size].join(" ");
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}

/** The database that a file of this key was unpacked to, if that is remembered; it may have been removed since. */
export function knownDatabase(folder: string, key: string): string | null {
  return knownDatabases(folder, key)[0] ?? null;
}

/** All that are remembered under a key. */
export function knownDatabases(folder: string, key: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => name.endsWith(`.${key}${KNOWN_SUFFIX}`))
    .map((name) => path.join(folder, name.slice(0, name.indexOf(".")) + DATABASE_SUFFIX));
}

/** Remember it: an empty file whose name says all, so that nothing can be half written. */
export function rememberDatabase(databaseFile: string, key: string): void {
  const stem = databaseFile.slice(0, -DATABASE_SUFFIX.length);
  try {
    fs.closeSync(fs.openSync(`${stem}.${key}${KNOWN_SUFFIX}`, "w", 0o600));
  } catch {
    return; // a full disk, say: then the bytes are hashed again
  }
}
