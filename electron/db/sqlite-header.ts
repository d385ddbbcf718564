/** SQLite's file header (format description 1.3): magic, and the two bytes that say "write-ahead log". */
const MAGIC = Buffer.from("SQLite format 3\0", "latin1");
const JOURNAL_MODE_OFFSET = 18;
const ROLLBACK_JOURNAL = 1;
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
