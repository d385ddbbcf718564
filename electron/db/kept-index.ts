import type { Database } from "better-sqlite3";
import fs from "node:fs";
import { programVersion } from "../ipc/program-version.ts";
import { decodeIndex, encodeIndex, INDEX_VERSION } from "./index-format.ts";

/** Where what was worked out of a database is kept, and found the next time. */
export interface IndexPlace {
  /** The file for one piece, by its name. */
  fileOf(name: string): string;
  /** Where to write before the file gets its name. */
  temporaryFor(file: string): string;
}

const places = new WeakMap<Database, IndexPlace>();
/** Values that lie in a file, and which one. */
const files = new WeakMap<object, string>();

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
 * @param name Of the piece; letters, digits and hyphens.
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

/**
 * Keep a value that was not worked out of a database with a place of its own, unless it lies in a file already.
 * @returns The name under which a place is asked for it, and the file; null where it cannot be written.
 */
export function keepPiece(
  place: IndexPlace,
  name: string,
  value: object,
): [name: string, file: string] | null {
  const full = fullName(name);
  const before = files.get(value);
  if (before !== undefined && fs.existsSync(before)) return [full, before];
  const file = place.fileOf(full);
  return write(place, file, value) ? [full, file] : null;
}

function fileOf(db: Database, name: string): string | null {
  return places.get(db)?.fileOf(fullName(name)) ?? null;
}

function fullName(name: string): string {
  version ??= `${INDEX_VERSION}-${programVersion()}`;
  return `${name}-${version}`;
}

function find<T>(db: Database, name: string): { known: T | null; keep(value: T): void } {
  const place = places.get(db);
  const file = fileOf(db, name);
  if (!place || file === null) return { known: null, keep: () => undefined };
  const known = read(file) as T | null; // written by the same version of this program, under this name
  note(known, file);
  return { known, keep: (value) => void write(place, file, value) };
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
function write(place: IndexPlace, file: string, value: unknown): boolean {
  const temporary = place.temporaryFor(file);
  try {
    const fd = fs.openSync(temporary, "wx", 0o600);
    try {
      fs.writevSync(fd, encodeIndex(value));
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, file);
    note(value, file);
    return true;
  } catch {
    fs.rmSync(temporary, { force: true });
    return false;
  }
}

function note(value: unknown, file: string): void {
  if (typeof value === "object" && value !== null) files.set(value, file);
}
