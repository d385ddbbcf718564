import type { Database } from "better-sqlite3";
import fs from "node:fs";
import { programVersion } from "../ipc/program-version.ts";
import { decodeIndex, encodeIndex, INDEX_VERSION } from "./index-format.ts";

/** Where what was worked out of a database is kept, and found the next time. */
interface IndexPlace {
  /** The file for one piece, by its name. */
  fileOf(name: string): string;
  /** Where to write before the file gets its name. */
  temporaryFor(file: string): string;
}

const places = new WeakMap<Database, IndexPlace>();

/**
 * From now on keep beside its file what is worked out of this database (`docs/adr/0008-index-beside-the-database.md`).
 * Only for a database that nobody else writes, in a folder that only this user can enter: what lies there is believed.
 */
export function keepIndexes(db: Database, place: IndexPlace): void {
  places.set(db, place);
}

/**
 * Take a value from beside the database, or work it out and keep it. Without a place to keep it in it is worked out each
 * time. A file that is damaged, of another version or cannot be read is replaced in silence.
 * @param name Of the piece; letters and hyphens.
 */
export function* kept<P, T>(db: Database, name: string, work: () => Generator<P, T>): Generator<P, T> {
  const found = find<T>(db, name);
  if (found.known !== null) return found.known;
  const value = yield* work();
  found.keep(value);
  return value;
}

/** `kept` for work that is done at once. */
export function keptAtOnce<T>(db: Database, name: string, work: () => T): T {
  const found = find<T>(db, name);
  if (found.known !== null) return found.known;
  const value = work();
  found.keep(value);
  return value;
}

/** True where a piece lies beside the database already. It may turn out to be damaged. */
export function isKept(db: Database, name: string): boolean {
  const file = fileOf(db, name);
  return file !== null && fs.existsSync(file);
}

function fileOf(db: Database, name: string): string | null {
  version ??= `${INDEX_VERSION}-${programVersion()}`;
  return places.get(db)?.fileOf(`${name}-${version}`) ?? null;
}

function find<T>(db: Database, name: string): { known: T | null; keep(value: T): void } {
  const place = places.get(db);
  const file = fileOf(db, name);
  if (!place || file === null) return { known: null, keep: () => undefined };
  const known = read(file) as T | null; // written by the same version of this program, under this name
  return { known, keep: (value) => write(place, file, value) };
}

let version: string | null = null;

function read(file: string): unknown {
  let fd: number;
  try {
    fd = fs.openSync(file, "r");
  } catch {
    return null; // not there yet
  }
  try {
    // Not from the pool: arrays are views of these bytes, which have to begin at a multiple of eight.
    const bytes = Buffer.allocUnsafeSlow(fs.fstatSync(fd).size);
    return fs.readSync(fd, bytes) === bytes.length ? decodeIndex(bytes) : null;
  } catch {
    return null; // the disk fails: the database itself will say so
  } finally {
    fs.closeSync(fd);
  }
}

/** Written whole under another name, so that nobody meets half of it; without room on the disk it is not kept. */
function write(place: IndexPlace, file: string, value: unknown): void {
  const temporary = place.temporaryFor(file);
  try {
    const fd = fs.openSync(temporary, "wx", 0o600);
    try {
      fs.writevSync(fd, encodeIndex(value));
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, file);
  } catch {
    fs.rmSync(temporary, { force: true });
  }
}
