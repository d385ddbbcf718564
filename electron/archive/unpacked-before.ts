import fs from "node:fs";
import { databasesFolder } from "./cache-files.ts";
import { cacheFolder } from "./cache-folder.ts";
import { DATABASE_MEMBER } from "./database-member.ts";
import { fileKey, knownDatabase } from "./known-files.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import { isOfThisStart } from "./written-mark.ts";
import { findZipEnd } from "./zip-end.ts";
import { CENTRAL_RECORD, METHOD_DEFLATED, METHOD_STORED } from "./zip-format.ts";
import type { ZipMember } from "./zip-reader.ts";

/** Of the list of members; AiiDA and Stemma put the database among the first two. */
const BEGINNING_BYTES = 1024;

/**
 * Whether the database of an archive lies in the cache already, by a look at the beginning of its list of members: less than a
 * millisecond. Nothing is checked, and false where that does not tell: for who would only unpack earlier than it is needed.
 * @param env Says where the cache is.
 */
export function wasUnpackedBefore(path: string, env: Parameters<typeof cacheFolder>[0]): boolean {
  let file: OpenFile | null = null;
  try {
    file = openFile(path);
    const member = listedDatabase(file);
    const database = member && knownDatabase(databasesFolder(cacheFolder(env)), fileKey(file, member));
    return database !== null && fs.statSync(database).size === member?.size && isOfThisStart(database);
  } catch {
    return false; // not there, no archive, no cache: whoever opens it finds out and tells
  } finally {
    file?.close();
  }
}

/** The database as the beginning of the list describes it; null where it is not there, or in a form that is rare. */
function listedDatabase(file: OpenFile): ZipMember | null {
  const end = findZipEnd(file);
  if (end === null) return null;
  const bytes = file.readAt(end.directoryOffset, Math.min(end.directoryBytes, BEGINNING_BYTES));
  for (let at = 0, index = 0; at + CENTRAL_RECORD.bytes <= bytes.length; index++) {
    if (bytes.readUInt32LE(at) !== CENTRAL_RECORD.signature) return null;
    const nameLength = bytes.readUInt16LE(at + 28);
    const nameStart = at + CENTRAL_RECORD.bytes;
    const method = bytes.readUInt16LE(at + 10);
    if (bytes.toString("latin1", nameStart, nameStart + nameLength) === DATABASE_MEMBER) {
      if (method !== METHOD_STORED && method !== METHOD_DEFLATED) return null;
      return {
        name: DATABASE_MEMBER,
        index,
        method: method === METHOD_STORED ? "stored" : "deflated",
        crc32: bytes.readUInt32LE(at + 16),
        compressedSize: bytes.readUInt32LE(at + 20), // above 4 GiB it stands elsewhere, and nothing is known by this
        size: bytes.readUInt32LE(at + 24),
      };
    }
    at = nameStart + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return null;
}
