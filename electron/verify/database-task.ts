import fs from "node:fs";
import type { Source } from "../archive/source.ts";
import type { DatabaseTask } from "./check-database.ts";
import { KeyTable } from "./key-table.ts";

/**
 * What a thread needs to check the database of an open source: its file, which others may read as well, or its bytes
 * where it has none (at most 32 MiB, or one whose file has lost its name: then it takes its size in memory).
 * @param isConverted The tables were made from an older form.
 */
export function databaseTask(
  { db, objects, version, kind }: Pick<Source, "db" | "objects" | "kind"> & { version: string | null },
  isConverted: boolean,
): DatabaseTask {
  const hasFile = !db.memory && fs.existsSync(db.name);
  return {
    database: hasFile ? db.name : db.serialize(),
    member: kind === "store" ? "database.sqlite" : isConverted ? "data.json" : "db.sqlite3",
    keys: KeyTable.of(objects.keys(), objects.count).shared,
    version,
    parts: ["pages", "rows"],
    hasOwnVersion: isConverted || kind === "store",
  };
}
