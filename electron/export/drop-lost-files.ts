import type { ObjectStore } from "../archive/source.ts";
import type { createDatabase } from "../db/connect.ts";
import { fileLists, setFileLists } from "../db/queries/salvage-rows.ts";
import { withoutLostFiles } from "./without-lost-files.ts";

/**
 * Take the files whose contents the store does not hold out of the lists of all nodes of a new database, as
 * `withoutLostFiles` does for one: for what is written from a damaged source.
 */
export function dropLostFiles(db: ReturnType<typeof createDatabase>, objects: ObjectStore): void {
  const changed: [nodeId: number, metadata: string][] = [];
  for (const [nodeId, metadata] of fileLists(db)) {
    const kept = withoutLostFiles(metadata, (key) => objects.size(key) === null);
    if (kept !== metadata) changed.push([nodeId, kept]);
  }
  setFileLists(db, changed);
}
