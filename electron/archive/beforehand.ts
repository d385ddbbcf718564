import path from "node:path";
import {
  beingWritten,
  DATABASE_SUFFIX,
  databasesFolder,
  databasesOfSize,
  temporaryFor,
} from "./cache-files.ts";
import { ensurePrivateFolder } from "./cache-folder.ts";
import { databaseAlone } from "./database-alone.ts";
import { databaseMember } from "./database-member.ts";
import { fileKey } from "./known-files.ts";
import { MEMORY_DATABASE_BYTES } from "./limits.ts";
import { openFile, type OpenFile } from "./open-file.ts";
import { type Seal, Sealing } from "./packed-seal.ts";
import type { JobContext } from "./source.ts";
import { writeDatabase } from "./write-database.ts";

/** The database of an archive that nobody has opened yet, beside its place in the cache. Plain data, for a thread to send. */
export interface WrittenBeforehand {
  /** See `fileKey`. */
  key: string;
  /** Where its member begins in the archive. */
  offset: number;
  /** Under a temporary name, to be renamed or removed. */
  file: string;
  /** Null where it is not that of the member. */
  crc32: number | null;
  seal: Seal;
}

/** The member that was found when the archive was opened and its whole list checked. */
export interface WantedDatabase {
  key: string;
  offset: number;
  size: number;
}

/** Where a thread may be writing a database beforehand. */
export interface Beforehand {
  /**
   * What was written, which becomes the caller's; waits for it with progress in bytes. Null where nothing is to be had, or
   * another database: then the caller unpacks as ever. @throws `cancelled`.
   */
  take(wanted: WantedDatabase, context: JobContext): Promise<WrittenBeforehand | null>;
}

/**
 * Write the database of an archive beside its place in the cache before the archive is opened, for a thread that has nothing
 * else to do meanwhile. Only its first look is taken for what is unpacked: size, ratio, CRC and the room on the disk are
 * checked as ever, and whoever opens the archive takes the result if the list of members as a whole says the same.
 * Null, and nothing is left, where anything is in the way (no ZIP, small, limits, damage, a full disk, cancelled), or where
 * somebody else writes the same, or may have written it of a copy: who opens the archive meets and tells that.
 */
export async function writeBeforehand(
  archive: string,
  context: JobContext,
): Promise<WrittenBeforehand | null> {
  let file: OpenFile | null = null;
  try {
    file = openFile(archive);
    const zip = databaseAlone(file);
    if (zip === null) return null;
    const member = databaseMember(zip);
    const folder = databasesFolder();
    if (member.size <= MEMORY_DATABASE_BYTES || !ensurePrivateFolder(folder)) return null;
    const key = fileKey(file, member);
    if (beingWritten(folder, key).length > 0 || databasesOfSize(folder, member.size).length > 0) return null;
    const temporary = temporaryFor(path.join(folder, key + DATABASE_SUFFIX));
    const sealing = new Sealing();
    const crc32 = await writeDatabase(temporary, zip, member, context, (bytes) => sealing.add(bytes));
    return { key, offset: zip.directory.offsets[0]!, file: temporary, crc32, seal: sealing.finish() };
  } catch {
    return null; // whoever opens it meets the same, and tells
  } finally {
    file?.close();
  }
}
