import path from "node:path";
import type { Database } from "better-sqlite3";
import { openForWriting } from "../../db/connect.ts";
import { TRACED_TABLES } from "../../db/queries/import-traces.ts";

/** Look into the database of a store, or change it as another program would, and close it again. */
export function withStore<T>(store: string, use: (db: Database) => T): T {
  const db = openForWriting(path.join(store, "database.sqlite"), 0);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** All rows of all tables that imports, edits and deletions touch, in order of their ids. */
export function everythingIn(store: string): unknown[][] {
  return withStore(store, (db) =>
    TRACED_TABLES.map((table) => db.prepare(`SELECT * FROM ${table} ORDER BY id`).all()),
  );
}
