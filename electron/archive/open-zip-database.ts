import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { connectChecked } from "../db/check-pages.ts";
import { checkSchema } from "../db/check-schema.ts";
import { openReadOnly, type ReadOptions } from "../db/connect.ts";
import { keepIndexes } from "../db/kept-index.ts";
import { isSqliteHeader, markRollbackJournalled } from "../db/sqlite-header.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { indexFile, temporaryFor } from "./cache-files.ts";
import { corrupt } from "./corrupt.ts";
import { DATABASE_MEMBER, databaseMember } from "./database-member.ts";
import { type DatabaseFile, type UnpackOptions, unpackDatabase } from "./database-cache.ts";
import { MEMORY_DATABASE_BYTES } from "./limits.ts";
import type { JobContext } from "./source.ts";
import { listed } from "./source-warnings.ts";
import type { ZipReader } from "./zip-reader.ts";

/** A checked connection to a source's database, and what was odd about it. */
export interface OpenDatabase {
  db: Database;
  warnings: string[];
  close(): void;
}

/**
 * The database of a ZIP: in memory up to 32 MiB, else from the cache (`database-cache.ts`). `wasRead` tells that the member
 * was read now, and fits its size and checksum.
 */
export async function openZipDatabase(
  zip: ZipReader,
  context: JobContext,
  { mapsMemory, ...options }: UnpackOptions & { mapsMemory?: boolean } = {},
): Promise<OpenDatabase & { wasRead: boolean }> {
  const member = databaseMember(zip);
  if (member.size <= MEMORY_DATABASE_BYTES)
    return { ...connectMemory(zip.read(member, MEMORY_DATABASE_BYTES)), wasRead: true };

  for (;;) {
    const file = await unpackDatabase(zip, member, context, options);
    try {
      const database = connect(file.path, file, { mapsMemory: mapsMemory === true });
      if (file.isKept)
        keepIndexes(database.db, { fileOf: (name) => indexFile(file.path, name), temporaryFor });
      return { ...database, wasRead: !file.reused };
    } catch (error) {
      if (!file.reused) throw error;
      file.discard(); // damaged on our own disk, or trimmed by another process: unpack it afresh
    }
  }
}

/** Open a database from bytes, which become ours. */
export function connectMemory(bytes: Buffer): OpenDatabase {
  if (!isSqliteHeader(bytes))
    throw corrupt(DATABASE_MEMBER, "sqlite header", `${DATABASE_MEMBER} is not an SQLite database`);
  markRollbackJournalled(bytes);
  return connect(bytes);
}

/**
 * Up to this size the pages of a database are followed before SQLite does (`check-pages.ts`), which takes some milliseconds
 * then. No small file can unpack to more, and who opens a large one is watched from outside (`process-watch.ts`).
 */
const FOLLOWED_BYTES = 160 * 1024 * 1024;

function isSmall(database: string | Buffer): boolean {
  const bytes = typeof database === "string" ? fs.statSync(database).size : database.length;
  return bytes <= FOLLOWED_BYTES;
}

/** Open and check. `file` hears when the database is open, and when it is closed or could not be opened. */
export function connect(
  database: string | Buffer,
  file?: Pick<DatabaseFile, "opened" | "release">,
  options: ReadOptions = {},
): OpenDatabase {
  let db: Database | null = null;
  try {
    const open = () => openReadOnly(database, options);
    const opened = isSmall(database) ? connectChecked(database, open) : open();
    db = opened;
    const odd = checkSchema(opened);
    file?.opened();
    const close = () => {
      opened.close();
      file?.release();
    };
    return { db: opened, warnings: listed("The database holds things that are never used", odd), close };
  } catch (error) {
    db?.close();
    file?.release();
    throw toArchiveError(error);
  }
}
