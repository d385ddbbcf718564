import fs from "node:fs";
import type { Source } from "../archive/source.ts";
import type { DatabaseTask } from "./check-database.ts";
import { KeyTable, type SharedKeys } from "./key-table.ts";

/** A database to be checked; what only one half of that needs is made when it is asked for. */
export interface DatabaseSubject extends Omit<DatabaseTask, "keys" | "pages"> {
  keys: () => SharedKeys;
}

/**
 * What threads need to check the database of an open source: its file, which others may read as well, or its bytes
 * where it has none (at most 32 MiB, or one whose file has lost its name: then it takes its size in memory).
 * @param isConverted The tables were made from an older form.
 */
export function databaseSubject(
  { db, objects, version, kind }: Pick<Source, "db" | "objects" | "kind"> & { version: string | null },
  isConverted: boolean,
): DatabaseSubject {
  const hasFile = !db.memory && fs.existsSync(db.name);
  return {
    database: hasFile ? db.name : db.serialize(),
    member: kind === "store" ? "database.sqlite" : isConverted ? "data.json" : "db.sqlite3",
    keys: () => KeyTable.of(objects.keys(), objects.count).shared,
    version,
    hasOwnVersion: isConverted || kind === "store",
  };
}
