import { createRequire } from "node:module";
import path from "node:path";
import { hasLog } from "./journal-mode.ts";
import { runLong } from "./run-long.ts";
import { Database } from "./sqlite.ts";

/** The Node-API level that the binding shipped with better-sqlite3 needs; older runtimes get one built at set-up. */
const NODE_API_OF_SHIPPED_BINDING = 10;

const CACHE_KIB = 64 * 1024;

/** Of a new database next to nothing is journalled: pages that were there before. OFF is refused on a defensive connection. */
const NO_JOURNAL_FILE = "journal_mode = MEMORY";

/** How a database is read. */
export interface ReadOptions {
  /**
   * Read through mapped memory: scans of a large database take half the processor time, and the pages count as memory
   * of this process. Only for a file that nobody changes, and not where memory is scarce.
   */
  mapsMemory?: boolean;
  /** How long to wait, in ms, while somebody else has the database locked; the call does nothing else meanwhile. Default 5,000. */
  timeoutMs?: number;
}

/** How a database stores text; what SQLite calls them. */
export type TextEncoding = "UTF-8" | "UTF-16le" | "UTF-16be";

const LOCK_WAIT_MS = 5_000; // better-sqlite3's own
/** Mapped pages count as memory of the process: what lies behind is read in the ordinary way. */
const MOST_MAPPED = 512 * 1024 ** 2;

/**
 * Open a database of unknown origin for reading only. A `Buffer` is copied into memory of SQLite's own; a path is
 * opened in place and must exist. The connection is defensive (better-sqlite3 sets that itself: no writing to
 * `sqlite_schema`, no shadow tables), trusts no function or virtual table that the file's schema names, refuses
 * every write, checks cells, and maps no memory unless asked, so that a file cut short under us is an error and not a
 * crash.
 * No SQL of the file has run when this returns: `checkSchema` comes next.
 * Throws what SQLite throws; `toArchiveError` names it.
 */
export function openReadOnly(database: string | Buffer, options: ReadOptions = {}): Database {
  // The types know no Buffer beside options, and a path is trimmed by the package: an absolute one survives that.
  const name = (typeof database === "string" ? path.resolve(database) : database) as string;
  const timeout = options.timeoutMs ?? LOCK_WAIT_MS;
  const db = new Database(name, { readonly: true, fileMustExist: true, timeout, ...binding() });
  try {
    db.pragma("trusted_schema = OFF");
    db.pragma("query_only = ON");
    db.pragma("cell_size_check = ON");
    db.pragma(`mmap_size = ${options.mapsMemory ? MOST_MAPPED : 0}`);
    db.pragma("temp_store = MEMORY");
    db.pragma(`cache_size = -${CACHE_KIB}`);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * Keep everybody from writing a rollback-journalled database that is not ours until the result is called; nothing is
 * written for it. Whoever writes waits meanwhile, so hold it for a second at most. In this process no other handle of
 * the file may be closed while it is held: that would give the lock up (POSIX).
 * @returns Null while somebody else writes, or left a journal to be rolled back.
 * @throws What SQLite throws for a file that it cannot read.
 */
export function holdReadLock(file: string): (() => void) | null {
  let db: Database | null = null;
  try {
    db = openReadOnly(file, { timeoutMs: 0 });
    db.exec("BEGIN");
    db.prepare("SELECT count(*) FROM sqlite_schema").get(); // the first reading takes the lock
    const held = db;
    return () => held.close();
  } catch (error) {
    db?.close();
    if (error instanceof Database.SqliteError && /^SQLITE_(?:BUSY|READONLY|CANTOPEN)/.test(error.code))
      return null;
    throw error;
  }
}

/**
 * Bring a copy of ours, made with its journal or write-ahead log beside it, to the state of its last finished transaction, as
 * SQLite does after a crash. Afterwards it is one file in rollback-journal mode. Runs nothing of its schema.
 * Throws what SQLite throws; `toArchiveError` names it.
 */
export function recoverCopy(file: string): void {
  const db = new Database(path.resolve(file), { fileMustExist: true, ...binding() });
  try {
    db.pragma("trusted_schema = OFF");
    db.pragma("locking_mode = EXCLUSIVE"); // then a log needs no shared memory beside it
    db.pragma("synchronous = OFF");
    db.prepare("SELECT count(*) FROM sqlite_schema").get(); // the first reading recovers
    db.pragma("journal_mode = DELETE");
  } finally {
    db.close();
  }
}

/**
 * Create an empty database for writing; the file must not exist yet. Set up for one bulk write: no journal file and no
 * flushing, because a half-written export is thrown away as a whole. Page size 4096, and UTF-8 as AiiDA writes unless
 * another database of another encoding is to be attached.
 * Foreign keys are enforced (deferred, at commit). The caller closes it, and creates the tables.
 */
export function createDatabase(file: string, encoding: TextEncoding = "UTF-8"): Database {
  const db = new Database(path.resolve(file), binding());
  db.pragma("trusted_schema = OFF"); // a database of unknown origin may be attached to this one
  db.pragma("cell_size_check = ON");
  db.pragma("page_size = 4096");
  db.pragma(`encoding = '${encoding}'`);
  db.pragma(NO_JOURNAL_FILE);
  db.pragma("synchronous = OFF");
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("temp_store = MEMORY");
  db.pragma("foreign_keys = ON");
  db.pragma(`cache_size = -${CACHE_KIB}`);
  return db;
}

/**
 * Create an empty database for work that may be too large for memory: what does not fit into its page cache goes to a
 * file of the system's temporary folder that has no name and vanishes with the connection, or with the process.
 */
export function createScratchDatabase(): Database {
  const db = new Database("", binding());
  db.pragma(NO_JOURNAL_FILE);
  db.pragma("synchronous = OFF");
  db.pragma(`cache_size = -${CACHE_KIB}`);
  return db;
}

/** Pages changed in one transaction stay in memory up to here; what is more is written before its end. */
export const WRITING_CACHE_BYTES = 256 * 1024 ** 2;
/** A write-ahead log is cut back to this when all of it is in the database. */
const LOG_KEPT_BYTES = 16 * 1024 ** 2;

/**
 * Open a database that is ours to change, in the journal mode it has, with foreign keys enforced and everything flushed,
 * as AiiDA opens it (`aiida/storage/sqlite_zip/utils.py`). Whoever else writes is waited for `timeoutMs`; after that
 * SQLite throws `SQLITE_BUSY`. The caller closes it.
 */
export function openForWriting(file: string, timeoutMs: number): Database {
  const db = new Database(path.resolve(file), { fileMustExist: true, timeout: timeoutMs, ...binding() });
  try {
    db.pragma("trusted_schema = OFF");
    db.pragma("cell_size_check = ON");
    db.pragma("foreign_keys = ON");
    db.pragma("synchronous = FULL");
    db.pragma("temp_store = MEMORY");
    db.pragma(`cache_size = -${WRITING_CACHE_BYTES / 1024}`);
    db.pragma(`journal_size_limit = ${LOG_KEPT_BYTES}`);
  } catch (error) {
    db.close();
    throw error;
  }
  return db;
}

/**
 * Open a database that nobody else knows for one bulk write, as `createDatabase` does: it is thrown away as a whole when that fails.
 * Foreign keys are enforced. The caller closes it.
 */
export function openUnshared(file: string): Database {
  const db = openForWriting(file, 0);
  db.pragma(NO_JOURNAL_FILE);
  db.pragma("synchronous = OFF");
  db.pragma("locking_mode = EXCLUSIVE");
  return db;
}

/**
 * Take the write lock of a rollback-journalled database without writing anything: readers go on, and no other writer begins. `COMMIT`
 * then waits for readers (it throws `SQLITE_BUSY` while there are any, and may be tried again), and from then on nobody
 * else reads or writes until the connection is closed. In this process no other handle of the file may be closed meanwhile: that
 * would give the lock up (POSIX).
 * @returns Null for a database in write-ahead-log mode, whose readers nobody could wait for.
 * @throws `SQLITE_BUSY` while somebody else writes.
 */
export function holdWriteLock(file: string): Database | null {
  const db = openForWriting(file, 0);
  try {
    if (hasLog(db)) {
      db.close();
      return null;
    }
    db.pragma("locking_mode = EXCLUSIVE"); // with which a commit keeps its lock
    db.exec("BEGIN IMMEDIATE");
    if (!hasLog(db)) return db;
    db.close(); // somebody gave it one just now
    return null;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The page cache of a change that is larger than it anyway. */
export const BOUNDED_CACHE_BYTES = 64 * 1024 ** 2;
const BOUNDED_CACHE = -BOUNDED_CACHE_BYTES / 1024;
/** SQLite sorts rows for an index in as much memory as the page cache may have, beside that cache: more of it is no faster. */
const SORTING_CACHE = (-16 * 1024 ** 2) / 1024;

/** For a change larger than memory, before its transaction: a smaller cache, and what is sorted may go to a file without a name. */
export function boundMemory(db: Database): void {
  db.pragma(`cache_size = ${BOUNDED_CACHE}`);
  db.pragma("temp_store = FILE");
}

/** Make an index of a database that is ours, after `boundMemory` in less memory. One call: a second for a million rows. */
export function makeIndex(db: Database, statement: string): void {
  const isBounded = db.pragma("cache_size", { simple: true }) === BOUNDED_CACHE;
  if (isBounded) db.pragma(`cache_size = ${SORTING_CACHE}`);
  try {
    runLong(db, statement);
  } finally {
    if (isBounded) db.pragma(`cache_size = ${BOUNDED_CACHE}`);
  }
}

/** Up to this size a database that is read once may be mapped into memory: what is larger would count as memory of this process. */
const MOST_MAPPED_ONCE = 256 * 1024 ** 2;

/** The page cache of a database that is read from its beginning to its end, in KiB. */
export const CACHE_READING_ONCE_KIB = 16 * 1024;

/** The same for one of which every page is read once: mapping saves little then. */
const MOST_MAPPED_THROUGH = 64 * 1024 ** 2;

/**
 * Read a large database in the ordinary way from now on, and from its beginning to its end: few pages are needed twice.
 * @param isReadThrough All of it is read, and not mostly its indexes.
 */
export function unmapLarge(db: Database, bytes: number, isReadThrough: boolean): void {
  if (bytes <= (isReadThrough ? MOST_MAPPED_THROUGH : MOST_MAPPED_ONCE)) return;
  db.pragma("mmap_size = 0");
  db.pragma(`cache_size = -${CACHE_READING_ONCE_KIB}`);
}

/** From the next transaction on, nothing is looked up for a foreign key: the caller has done so itself. */
export function stopCheckingReferences(db: Database): void {
  db.pragma("foreign_keys = OFF");
}

/** Create an empty database in memory, for tests and small work. */
export function createMemoryDatabase(): Database {
  return new Database(":memory:", binding());
}

/** Where the binding is, if not where better-sqlite3 looks itself; resolved at run time, as packaging moves it. */
function binding(): { nativeBinding?: string } {
  if (Number(process.versions["napi"]) >= NODE_API_OF_SHIPPED_BINDING) return {};
  const packageFile = createRequire(import.meta.url).resolve("better-sqlite3/package.json");
  return { nativeBinding: path.join(path.dirname(packageFile), "build/node-api-9-r3/better_sqlite3.node") };
}
