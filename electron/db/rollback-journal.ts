import { randomBytes } from "node:crypto";

/** What begins a journal (SQLite's file format, 3 "The Rollback Journal"). */
const MAGIC = Buffer.from("d9d505f920a163d7", "hex");
/** The header takes a whole sector; with the smallest one nothing is lost, as all of the journal is flushed at once. */
const SECTOR_BYTES = 512;
/** The checksum of a page adds up every so many bytes of it, from its end. */
const CHECKSUM_STEP = 200;

/**
 * The journal with which SQLite takes a database back to what it is now: these pages at its beginning, and nothing behind them.
 * Whoever opens a database with such a file beside it, and finds that nobody is writing, does so.
 * @param database All bytes of the database.
 */
export function rollbackJournal(database: Buffer, pageBytes: number): Buffer {
  const pages = database.length / pageBytes;
  const nonce = randomBytes(4).readUInt32BE();
  const journal = Buffer.alloc(SECTOR_BYTES + pages * (pageBytes + 8));
  MAGIC.copy(journal);
  for (const [index, value] of [pages, nonce, pages, SECTOR_BYTES, pageBytes].entries())
    journal.writeUInt32BE(value, MAGIC.length + 4 * index);
  for (let number = 1, at = SECTOR_BYTES; number <= pages; number++) {
    const page = database.subarray((number - 1) * pageBytes, number * pageBytes);
    at = journal.writeUInt32BE(number, at);
    at += page.copy(journal, at);
    at = journal.writeUInt32BE(checksum(page, nonce), at);
  }
  return journal;
}

function checksum(page: Buffer, nonce: number): number {
  let sum = nonce;
  for (let at = page.length - CHECKSUM_STEP; at > 0; at -= CHECKSUM_STEP) sum += page[at]!;
  return sum >>> 0;
}
