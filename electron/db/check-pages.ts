import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { corrupt } from "../archive/corrupt.ts";

// Offsets and types: https://www.sqlite.org/fileformat2.html, "The Database Header" and "B-tree Pages".
const PAGE_SIZE = 16;
const SMALLEST_PAGE = 512;
const FILE_HEADER_BYTES = 100;
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const CELL_COUNT = 3;
const RIGHT_CHILD = 8;
const INTERIOR_HEADER_BYTES = 12;
/** The root of the table that lists all others. */
const SCHEMA_PAGE = 1;
const MEMBER = "db.sqlite3";

/** The pages of a database, by number from 1. What is read is valid until the next is asked for. */
interface Pages {
  readonly size: number;
  readonly count: number;
  read(page: number): Buffer;
}

/**
 * Check that in the trees of a database no page stands in two places. SQLite follows pages as they name each other, and
 * notices a page that comes again only in a check of the whole: a file of a few kilobytes in which pages name each other
 * hundreds of times has more rows than can ever be counted, and one call on it never ends. Afterwards no call reads a page
 * of a table more than once. Looks only into pages that name others, which are one in a hundred: some milliseconds for
 * 32 MiB in memory. What else may be wrong with a page is left to SQLite.
 * @param connect Opens the database; runs when the list of its tables has passed, because that is read with the first query.
 * @throws `archive/corrupt`: a page that two others name, or one that is two roots; what `connect` throws.
 */
export function connectChecked(database: Buffer | string, connect: () => Database): Database {
  if (typeof database !== "string") return connectWith(memoryPages(database), connect);
  const fd = fs.openSync(database, "r");
  try {
    return connectWith(filePages(fd), connect);
  } finally {
    fs.closeSync(fd);
  }
}

function connectWith(pages: Pages | null, connect: () => Database): Database {
  if (pages === null) return connect(); // SQLite says what is wrong with it
  const trees = new Trees(pages);
  trees.follow([SCHEMA_PAGE]);
  const db = connect();
  try {
    trees.follow(rootPages(db));
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Which pages have been met on the way down. */
class Trees {
  readonly #pages: Pages;
  readonly #seen: Uint8Array;
  #waiting: number[] = [];

  constructor(pages: Pages) {
    this.#pages = pages;
    this.#seen = new Uint8Array(pages.count + 1);
  }

  follow(roots: Iterable<number>): void {
    for (const root of roots) this.#meet(root);
    for (let page = this.#waiting.pop(); page !== undefined; page = this.#waiting.pop()) {
      this.#lookInto(this.#pages.read(page), page === SCHEMA_PAGE ? FILE_HEADER_BYTES : 0);
    }
  }

  #lookInto(bytes: Buffer, header: number): void {
    const type = bytes[header];
    if (type !== INTERIOR_INDEX && type !== INTERIOR_TABLE) return;
    const { size } = this.#pages;
    const cells = bytes.readUInt16BE(header + CELL_COUNT);
    const pointers = header + INTERIOR_HEADER_BYTES;
    if (pointers + 2 * cells > size) return; // SQLite refuses the page
    for (let cell = 0; cell < cells; cell++) {
      const at = bytes.readUInt16BE(pointers + 2 * cell) & (size - 1); // as SQLite reads it
      if (at + 4 <= size) this.#meet(bytes.readUInt32BE(at));
    }
    this.#meet(bytes.readUInt32BE(header + RIGHT_CHILD));
  }

  #meet(page: number): void {
    if (page < 1 || page > this.#pages.count) return; // SQLite finds this by itself
    if (this.#seen[page]) {
      throw corrupt(MEMBER, "pages", `Page ${page} of the database stands in two places at once`, { page });
    }
    this.#seen[page] = 1;
    this.#waiting.push(page);
  }
}

function memoryPages(bytes: Buffer): Pages | null {
  const size = pageSize(bytes);
  if (size === null) return null;
  const count = Math.floor(bytes.length / size);
  return { size, count, read: (page) => bytes.subarray((page - 1) * size, page * size) };
}

function filePages(fd: number): Pages | null {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  const size = fs.readSync(fd, header, 0, header.length, 0) === header.length ? pageSize(header) : null;
  if (size === null) return null;
  const page = Buffer.alloc(size);
  return {
    size,
    count: Math.floor(fs.fstatSync(fd).size / size),
    read: (number) => page.fill(0, fs.readSync(fd, page, 0, size, (number - 1) * size)),
  };
}

/** Null where the bytes name no size that SQLite takes. */
function pageSize(bytes: Buffer): number | null {
  if (bytes.length < FILE_HEADER_BYTES) return null;
  const named = bytes.readUInt16BE(PAGE_SIZE);
  const size = named === 1 ? 65_536 : named;
  return size >= SMALLEST_PAGE && (size & (size - 1)) === 0 ? size : null;
}

/** Where the tables and indexes begin, that of the schema left out. */
function rootPages(db: Database): number[] {
  return db
    .prepare<[], number>("SELECT CAST(rootpage AS INTEGER) FROM sqlite_schema WHERE rootpage > 0")
    .pluck()
    .all();
}
