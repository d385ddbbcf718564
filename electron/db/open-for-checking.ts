import type { Database } from "better-sqlite3";
import { checkSchema } from "./check-schema.ts";
import { openReadOnly } from "./connect.ts";

const CACHE_KIB = 16 * 1024;

/**
 * A connection that reads all of a database once: as `openReadOnly`, with less cache, and with sorting on the disk, so
 * that memory does not grow with the archive. The schema is checked before anything else runs.
 * @returns What the schema holds beside an archive's tables, too (`checkSchema`).
 */
export function openForChecking(database: string | Uint8Array): { db: Database; foreign: string[] } {
  const isFile = typeof database === "string";
  const db = openReadOnly(
    isFile ? database : Buffer.from(database.buffer, database.byteOffset, database.length),
  );
  try {
    db.pragma("temp_store = FILE");
    db.pragma("ignore_check_constraints = ON"); // a stranger's CHECK could compute for ever
    db.pragma(`cache_size = -${CACHE_KIB}`);
    return { db, foreign: checkSchema(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}
