import type { Database } from "better-sqlite3";
import { openForWriting } from "./connect.ts";
import { runLong } from "./run-long.ts";

/** Room in a database that a vacuum gives back is worth its time from this share on. */
const WORTH_SHARE = 0.1;

/** Bytes of a database that hold nothing any more, if they are worth a vacuum; else 0. Throws what SQLite throws. */
export function unusedBytes(db: Database): number {
  const number = (name: string) => Number(db.pragma(name, { simple: true }));
  const free = number("freelist_count");
  return free > 0 && free >= number("page_count") * WORTH_SHARE ? free * number("page_size") : 0;
}

/**
 * Write a database anew without the room that holds nothing, if that is worth it. Needs as much room again for a while, in a file
 * of the system's temporary folder; some seconds for a gigabyte, in which this thread does nothing else. Waits for other writers.
 * @returns Bytes that were given back. Throws what SQLite throws.
 */
export function vacuum(file: string, timeoutMs: number): number {
  const db = openForWriting(file, timeoutMs);
  try {
    const bytes = unusedBytes(db);
    if (bytes === 0) return 0;
    db.pragma("temp_store = FILE");
    runLong(db, "VACUUM");
    return bytes;
  } finally {
    db.close();
  }
}
