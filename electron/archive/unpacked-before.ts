import fs from "node:fs";
import { databasesFolder } from "./cache-files.ts";
import { cacheFolder } from "./cache-folder.ts";
import { databaseAlone } from "./members-alone.ts";
import { DATABASE_MEMBER } from "./database-member.ts";
import { fileKey, knownDatabase } from "./known-files.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import { isOfThisStart } from "./written-mark.ts";

/**
 * Whether the database of an archive lies in the cache already, by a look at the beginning of its list of members: less than a
 * millisecond. Nothing is checked, and false where that does not tell: for who would only unpack earlier than it is needed.
 * @param env Says where the cache is.
 */
export function wasUnpackedBefore(path: string, env: Parameters<typeof cacheFolder>[0]): boolean {
  let file: OpenFile | null = null;
  try {
    file = openFile(path);
    const member = databaseAlone(file)?.member(DATABASE_MEMBER);
    if (!member) return false;
    const database = knownDatabase(databasesFolder(cacheFolder(env)), fileKey(file, member));
    return database !== null && fs.statSync(database).size === member.size && isOfThisStart(database);
  } catch {
    return false; // not there, no archive, no cache: whoever opens it finds out and tells
  } finally {
    file?.close();
  }
}
