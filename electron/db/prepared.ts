import type { Database } from "better-sqlite3";

/**
 * Make a `prepare…Queries(db)` function that prepares once per connection: whoever asks for the queries of an open
 * source gets the same statements, which live as long as the connection.
 */
export function preparedOnce<Q>(prepare: (db: Database) => Q): (db: Database) => Q {
  const prepared = new WeakMap<Database, Q>();
  return (db) => {
    const known = prepared.get(db);
    if (known) return known;
    const queries = prepare(db);
    prepared.set(db, queries);
    return queries;
  };
}
