import type { Database } from "better-sqlite3";

/** Bytes of a database with all its tables. Costs microseconds. */
export function databaseBytes(db: Database): number {
  const number = (name: string) => Number(db.pragma(name, { simple: true }));
  return number("page_count") * number("page_size");
}
