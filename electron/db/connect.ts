import { createRequire } from "node:module";
import path from "node:path";
import Database from "better-sqlite3";

/** The Node-API level that the binding shipped with better-sqlite3 needs; older runtimes get one built at set-up. */
const NODE_API_OF_SHIPPED_BINDING = 10;

const CACHE_KIB = 64 * 1024;

/** How a database is read. */
export interface ReadOptions {
  /**
   * Read through mapped memory: scans of a large database take half the processor time, and the pages count as memory
   * of this process. Only for a file that nobody changes, and not where memory is scarce.
   */
  mapsMemory?: boolean;
}

const MOST_MAPPED = 64 * 1024 ** 3; // address space only; SQLite takes what the file needs

/**
 * Open a database of unknown origin for reading only. A `Buffer` is copied into memory of SQLite's own; a path is
 * opened in place and must exist. The connection is defensive (better-sqlite3 sets that itself: no writing to
 * `sqlite_schema`, no shadow tables), trusts no function or virtual table that the file's schema names, refuses
 * every write, checks cells, and maps no memory unless asked, so that a file cut short under us is an error and not a
 * crash.
 * No SQL of the file has run when this returns: `checkSchema` comes next.
 * Throws what SQLite throws; `toArchiveError` names it.
 */
export function openReadOnly(database: string | Buffer, options: ReadOptions = {}): Database.Database {
  // The types know no Buffer beside options, and a path is trimmed by the package: an absolute one survives that.
  const name = (typeof database === "string" ? path.resolve(database) : database) as string;
  const db = new Database(name, { readonly: true, fileMustExist: true, ...binding() });
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
 * Create an empty database for writing; the file must not exist yet. Set up for one bulk write: no journal and no
 * flushing, because a half-written export is thrown away as a whole. Page size 4096 and UTF-8, as AiiDA writes.
 * Foreign keys are enforced (deferred, at commit). The caller closes it, and creates the tables.
 */
export function createDatabase(file: string): Database.Database {
  const db = new Database(path.resolve(file), binding());
  db.pragma("page_size = 4096");
  db.pragma("encoding = 'UTF-8'");
  db.pragma("journal_mode = OFF");
  db.pragma("synchronous = OFF");
  db.pragma("locking_mode = EXCLUSIVE");
  db.pragma("temp_store = MEMORY");
  db.pragma("foreign_keys = ON");
  db.pragma(`cache_size = -${CACHE_KIB}`);
  return db;
}

/** Create an empty database in memory, for tests and small work. */
export function createMemoryDatabase(): Database.Database {
  return new Database(":memory:", binding());
}

/** Where the binding is, if not where better-sqlite3 looks itself; resolved at run time, as packaging moves it. */
function binding(): { nativeBinding?: string } {
  if (Number(process.versions["napi"]) >= NODE_API_OF_SHIPPED_BINDING) return {};
  const packageFile = createRequire(import.meta.url).resolve("better-sqlite3/package.json");
  return { nativeBinding: path.join(path.dirname(packageFile), "build/node-api-9-r2/better_sqlite3.node") };
}
