import fs from "node:fs";

/** A store this small has next to nothing in it: it takes 200 KiB when it is empty. */
const EMPTY_STORE_BYTES = 1024 * 1024;
/** Up to here a database is copied within some milliseconds: some 3,000 nodes. */
export const SMALL_STORE_BYTES = 8 * 1024 * 1024;
/** From here on the database of a store with next to nothing in it is filled aside: less is committed within some milliseconds. */
const ASIDE_BYTES = 256 * 1024;
/** A small store with something in it is filled aside by so many times as much: its pages stand on the disk three times for a moment. */
const ASIDE_TIMES = 32;

/** Whether a database is small; true where there is none. */
export function isSmallStore(file: string, upTo = SMALL_STORE_BYTES): boolean {
  return bytesOf(file) <= upTo;
}

/** Whether a database has next to nothing in it; true where there is none. */
export function isEmptyStore(file: string): boolean {
  return bytesOf(file) <= EMPTY_STORE_BYTES;
}

/**
 * Whether rows that come go to a copy of the database until the end: many that come to next to none would fill the page cache, and what no
 * longer fits is written before the end, from when on nobody reads. A log would take twice the room.
 */
export function isFilledAside(file: string, incomingBytes: number): boolean {
  const most = Math.min(SMALL_STORE_BYTES, Math.max(EMPTY_STORE_BYTES, incomingBytes / ASIDE_TIMES));
  return incomingBytes >= ASIDE_BYTES && bytesOf(file) <= most && canBeFilledAside();
}

/** Not on Windows, where what lies behind the locks of a file cannot be written. */
export function canBeFilledAside(): boolean {
  return process.platform !== "win32";
}

function bytesOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
