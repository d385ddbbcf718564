import type { Database } from "better-sqlite3";
import { CACHE_READING_ONCE_KIB } from "./connect.ts";
import { databaseBytes } from "./database-bytes.ts";

/**
 * Read through the page cache from now on, where a connection reads through mapped memory (`ReadOptions`). Mapped is better for
 * scans; but SQLite checks a mapped page anew at each visit, cell by cell, which for look-ups here and there takes three
 * times as long as the look-up.
 * @returns Goes back to how it was.
 */
export function unmapped(db: Database): () => void {
  const before = db.pragma("mmap_size", { simple: true });
  db.pragma("mmap_size = 0");
  return () => void db.pragma(`mmap_size = ${Number(before)}`);
}

/**
 * Read a large database through without holding much of it: unmapped, and with a small page cache, as few pages are needed
 * twice.
 * @returns Goes back to how it was.
 */
export function readThrough(db: Database): () => void {
  const mapAgain = unmapped(db);
  const before = db.pragma("cache_size", { simple: true });
  db.pragma(`cache_size = -${CACHE_READING_ONCE_KIB}`);
  return () => {
    db.pragma(`cache_size = ${Number(before)}`);
    mapAgain();
  };
}

/** Pages that are mapped so far no longer count as memory of this process; those that are read from now on do again. */
export function dropMappedPages(db: Database): void {
  unmapped(db)();
}

/** What is larger is not mapped: it would count as memory of this process, and a part of it would help little. */
const MOST_MAPPED = 256 * 1024 ** 2;

/** For the indexes of a database that is ours alone: each of them reads all of a table, in half the processor time if it is mapped. */
export function mapForIndexes(db: Database): void {
  if (databaseBytes(db) <= MOST_MAPPED) db.pragma(`mmap_size = ${MOST_MAPPED}`);
}
