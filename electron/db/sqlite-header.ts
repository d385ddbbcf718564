import fs from "node:fs";

/** SQLite's file header (format description 1.3): magic, and the two bytes that say "write-ahead log". */
const MAGIC = Buffer.from("SQLite format 3\0", "latin1");
const JOURNAL_MODE_OFFSET = 18;
const ROLLBACK_JOURNAL = 1;
const PAGE_SIZE_OFFSET = 16;
const CHANGE_COUNT_OFFSET = 24;
const PAGE_COUNT_OFFSET = 28;
const LARGEST_ROOT_OFFSET = 52;
const VALID_FOR_OFFSET = 92;
const HEADER_BYTES = 100;

/** True when the bytes begin as every SQLite 3 database does. */
export function isSqliteHeader(bytes: Buffer): boolean {
  return bytes.length >= HEADER_BYTES && bytes.subarray(0, MAGIC.length).equals(MAGIC);
}

/** True when the database is in write-ahead-log mode, in which even a reader creates files beside it. */
export function isWriteAheadLogged(header: Buffer): boolean {
  return (
    header[JOURNAL_MODE_OFFSET] !== ROLLBACK_JOURNAL || header[JOURNAL_MODE_OFFSET + 1] !== ROLLBACK_JOURNAL
  );
}

/** Mark our own copy of a database as rollback-journalled, so that reading it needs no file beside it. In place. */
export function markRollbackJournalled(header: Buffer): void {
  header[JOURNAL_MODE_OFFSET] = ROLLBACK_JOURNAL;
  header[JOURNAL_MODE_OFFSET + 1] = ROLLBACK_JOURNAL;
}

/**
 * How many bytes a page of a database has, and how many of them there are; null where the header does not tell in a way that SQLite
 * goes by, or where pages are moved by themselves (file format 1.3: "in-header database size", "incremental vacuum").
 */
export function pagesOf(header: Buffer): { pageBytes: number; pages: number } | null {
  const named = header.readUInt16BE(PAGE_SIZE_OFFSET);
  const counts = [CHANGE_COUNT_OFFSET, VALID_FOR_OFFSET].map((at) => header.readUInt32BE(at));
  if (counts[0] !== counts[1] || header.readUInt32BE(LARGEST_ROOT_OFFSET) !== 0) return null;
  return { pageBytes: pageBytesOf(named), pages: header.readUInt32BE(PAGE_COUNT_OFFSET) };
}

/** The field has two bytes, so the largest page size is written as 1. */
function pageBytesOf(named: number): number {
  return named === 1 ? 65_536 : named;
}

/** Whether a file has the length that the header of the database in it names; false for what is no database. */
export function isWholeDatabase(file: string): boolean {
  let fd: number;
  try {
    fd = fs.openSync(file, "r");
  } catch {
    return false; // not there, or not ours to read
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    if (fs.readSync(fd, header) !== HEADER_BYTES || !isSqliteHeader(header)) return false;
    const pageBytes = pageBytesOf(header.readUInt16BE(PAGE_SIZE_OFFSET));
    return fs.fstatSync(fd).size === pageBytes * header.readUInt32BE(PAGE_COUNT_OFFSET);
  } finally {
    fs.closeSync(fd);
  }
}
