import fs from "node:fs";

/** A store this small has next to nothing in it: it takes 200 KiB when it is empty. */
export const SMALL_STORE_BYTES = 1024 * 1024;
/** From here on a small store's database is filled aside: less is committed within some milliseconds. */
const ASIDE_BYTES = 256 * 1024;

/** Whether a database has next to nothing in it; true where there is none. */
export function isSmallStore(file: string, upTo = SMALL_STORE_BYTES): boolean {
  return (fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= upTo;
}

/**
 * Whether rows that come go to a copy of the database until the end: many that come to next to none would fill the page cache, and what no
 * longer fits is written before the end, from when on nobody reads. A log would take twice the room.
 */
export function isFilledAside(file: string, incomingBytes: number): boolean {
  return incomingBytes >= ASIDE_BYTES && isSmallStore(file) && canBeFilledAside();
}

/** Not on Windows, where what lies behind the locks of a file cannot be written. */
export function canBeFilledAside(): boolean {
  return process.platform !== "win32";
}
