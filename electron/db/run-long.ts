import type { Database } from "better-sqlite3";
import { duringLongCall } from "../ipc/long-call.ts";
import { databaseBytes } from "./database-bytes.ts";

/**
 * Run a statement of our own that may read or write all of a database of ours in one call: an index, a vacuum, the end of a large
 * transaction. Whoever watches this process is told how long that may take, by the bytes of the database.
 */
export function runLong(db: Database, statement: string): void {
  duringLongCall(databaseBytes(db), () => db.exec(statement));
}
