import type { Database } from "better-sqlite3";
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

/** What is larger is not mapped: it would count as memory of this process, and a part of it would help little. */
const MOST_MAPPED = 256 * 1024 ** 2;

/** For the indexes of a database that is ours alone: each of them reads all of a table, in half the processor time if it is mapped. */
export function mapForIndexes(db: Database): void {
  if (databaseBytes(db) <= MOST_MAPPED) db.pragma(`mmap_size = ${MOST_MAPPED}`);
}
