import type { Database } from "better-sqlite3";
import { corrupt } from "../archive/corrupt.ts";

// Offsets and types: https://www.sqlite.org/fileformat2.html, "The Database Header" and "B-tree Pages".
const PAGE_SIZE = 16;
const SMALLEST_PAGE = 512;
const RESERVED_BYTES = 20;
const FILE_HEADER_BYTES = 100;
const INTERIOR_INDEX = 2;
const INTERIOR_TABLE = 5;
const CELL_COUNT = 3;
const RIGHT_CHILD = 8;
const INTERIOR_HEADER_BYTES = 12;
/** The root of the table that lists all others. */
export const SCHEMA_PAGE = 1;
const MEMBER = "db.sqlite3";

/**
 * Check that in the trees of a database no page stands in two places. SQLite follows pages as they name each other, and
 * notices a page that comes again only in a check of the whole: a file of a few kilobytes in which pages name each other
 * hundreds of times has more rows than can ever be counted, and one call on it never ends. Afterwards no call reads a page
 * of a table more than once. Follows the trees from their roots and looks only into pages that name others, which are one
 * in a hundred: some milliseconds for 32 MiB. What else may be wrong with a page is left to SQLite.
 * @param roots Pages at which tables and indexes begin; `SCHEMA_PAGE` is that of the schema.
 * @throws `archive/corrupt`: a page that two others name, or one that is two roots.
 */
export function checkPages(bytes: Buffer, roots: Iterable<number>): void {
  const named = bytes.readUInt16BE(PAGE_SIZE);
  const pageSize = named === 1 ? 65_536 : named;
  const usable = pageSize - (bytes[RESERVED_BYTES] ?? 0);
  if (pageSize < SMALLEST_PAGE) return; // SQLite finds this by itself, as all that is passed over below
  const pages = Math.floor(bytes.length / pageSize);
  const seen = new Uint8Array(pages + 1);
  const waiting: number[] = [];
  const meet = (page: number) => {
    if (page < 1 || page > pages) return;
    if (seen[page]) throw shared(page);
    seen[page] = 1;
    waiting.push(page);
  };
  for (const root of roots) meet(root);
  for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
    const start = (page - 1) * pageSize;
    const header = page === SCHEMA_PAGE ? start + FILE_HEADER_BYTES : start;
    const type = bytes[header];
    if (type !== INTERIOR_INDEX && type !== INTERIOR_TABLE) continue;
    const cells = bytes.readUInt16BE(header + CELL_COUNT);
    const pointers = header + INTERIOR_HEADER_BYTES;
    if (pointers + 2 * cells > start + usable) continue;
    for (let cell = 0; cell < cells; cell++) {
      const at = bytes.readUInt16BE(pointers + 2 * cell) & (pageSize - 1); // as SQLite reads it
      if (at + 4 <= pageSize) meet(bytes.readUInt32BE(start + at));
    }
    meet(bytes.readUInt32BE(header + RIGHT_CHILD));
  }
}

function shared(page: number): Error {
  return corrupt(MEMBER, "pages", `Page ${page} of the database stands in two places at once`, { page });
}

/** Where the tables and indexes of a database begin, that of its schema left out. */
export function rootPages(db: Database): number[] {
  return db
    .prepare<[], number>("SELECT CAST(rootpage AS INTEGER) FROM sqlite_schema WHERE rootpage > 0")
    .pluck()
    .all();
}
