import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { createDatabase } from "../connect.ts";

/** Page types and offsets: https://www.sqlite.org/fileformat2.html, "B-tree Pages". */
const INTERIOR_TABLE = 5;
const HEADER_BYTES = 12;
const CHILD_BYTES = 5; // a page number and a row id of one byte

/**
 * A copy of a database in which a table goes on for ever: above its one page stand `levels` pages, each of which names
 * the one below it hundreds of times, so that a few kilobytes hold 500 to the power of `levels` rows. SQLite finds nothing
 * wrong with it unless it checks the whole, and no call that counts or lists the rows ever ends.
 * @param file A place for the copy.
 */
export function withEndlessTable(db: Database, table: string, levels: number, file: string): Buffer {
  fs.writeFileSync(file, db.serialize());
  const copy = createDatabase(file);
  copy.unsafeMode(true);
  copy.pragma("writable_schema = ON");
  const [root] = copy
    .prepare<[string], number>("SELECT rootpage FROM sqlite_schema WHERE name = ?")
    .pluck()
    .all(table);
  if (root === undefined) throw new Error(`no table ${table}`);
  const pages = copy.pragma("page_count", { simple: true }) as number;
  const pageSize = copy.pragma("page_size", { simple: true }) as number;
  copy.exec(`UPDATE sqlite_schema SET rootpage = ${pages + levels} WHERE name = '${table}'`);
  copy.exec(`DELETE FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${table}' AND sql IS NOT NULL`);
  copy.close();
  const above = Array.from({ length: levels }, (_, level) =>
    pageAbove(level === 0 ? root : pages + level, pageSize),
  );
  const bytes = Buffer.concat([fs.readFileSync(file), ...above]);
  bytes.writeUInt32BE(pages + levels, 28); // the size that the header names
  return bytes;
}

/** An interior page whose children are all the same page. */
function pageAbove(child: number, pageSize: number): Buffer {
  const page = Buffer.alloc(pageSize);
  const cells = Math.floor((pageSize - HEADER_BYTES) / (CHILD_BYTES + 2));
  page[0] = INTERIOR_TABLE;
  page.writeUInt16BE(cells, 3);
  page.writeUInt16BE(pageSize - cells * CHILD_BYTES, 5);
  page.writeUInt32BE(child, 8);
  for (let cell = 0; cell < cells; cell++) {
    const at = pageSize - (cell + 1) * CHILD_BYTES;
    page.writeUInt16BE(at, HEADER_BYTES + 2 * cell);
    page.writeUInt32BE(child, at);
    page[at + 4] = 0x7f; // above every row id below
  }
  return page;
}
