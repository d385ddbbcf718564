import { createRequire } from "node:module";
import type BetterSqlite3 from "better-sqlite3";

/**
 * SQLite. Required, not imported: Node goes through the text of a CommonJS package for the names of what it exports before it is
 * imported, with a program that it has to start for that alone, which takes a tenth of the time of a short verb.
 */
export const Database = createRequire(import.meta.url)("better-sqlite3") as typeof BetterSqlite3;

/** An open connection. */
export type Database = BetterSqlite3.Database;
