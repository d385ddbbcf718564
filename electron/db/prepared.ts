import type { Database } from "better-sqlite3";
import { withBoundedRows } from "./bounded-rows.ts";
import { readingArchive } from "./to-archive-error.ts";

/** Queries by name: each runs one or a few statements and returns. */
type QuerySet = Record<string, (...input: never[]) => unknown>;

/**
 * Make a `prepare…Queries(db)` function that prepares once per connection: whoever asks for the queries of an open
 * source gets the same statements, which live as long as the connection. Damage that SQLite meets, while preparing or
 * later, comes out as `archive/corrupt`; a list of more rows or text than fits into memory as `archive/limit`.
 */
export function preparedOnce<Q extends QuerySet>(prepare: (db: Database) => Q): (db: Database) => Q {
  const prepared = new WeakMap<Database, Q>();
  return (db) => {
    const known = prepared.get(db);
    if (known) return known;
    const queries = Object.fromEntries(
      Object.entries(readingArchive(() => prepare(withBoundedRows(db)))).map(([name, query]) => [
        name,
        (...input: never[]) => readingArchive(() => query(...input)),
      ]),
    ) as Q; // the same names with the same types, each behind `readingArchive`
    prepared.set(db, queries);
    return queries;
  };
}
