import fs from "node:fs";
import path from "node:path";
import type { Source } from "../archive/source.ts";
import { openForWriting } from "../db/connect.ts";
import { isAsMade } from "../db/queries/new-store.ts";
import { STORE_DATABASE } from "../store/store-checks.ts";
import { requestAlone } from "./aiida-access.ts";
import { FIRST_USER, UNFINISHED } from "./create-store.ts";
import { readRecords } from "./history/read-records.ts";
import { isUsedByOthers } from "./lock-holders.ts";

type Database = Source["db"];

/**
 * Remove a store that this program made a moment ago and into which nothing came: the first import failed. It stays where anything
 * at all is in it, where another program has it open, and where the system does not tell that (only Linux does). Files of the failed
 * import go with it.
 * @returns True when it is gone. Never throws: a store that stays does no harm.
 */
export function removeNewStore(folder: string): boolean {
  const target = path.resolve(folder);
  const aside = `${target}${UNFINISHED}`;
  let db: Database | null = null;
  let place: string | null = null;
  try {
    requestAlone(target).release(); // refused while AiiDA has it loaded
    const file = path.join(target, STORE_DATABASE);
    db = openForWriting(file, 0);
    db.exec("BEGIN EXCLUSIVE"); // nobody reads from it now, and nobody begins to
    if (!isAsMade(db, FIRST_USER) || hasHistory(target) || isUsedByOthers(filesOf(target))) return false;
    place = fs.mkdtempSync(aside);
    fs.renameSync(target, place); // at once: from here on nobody finds half of a store
    return true;
  } catch {
    return false; // locked, or not ours to move
  } finally {
    db?.close();
    if (place !== null) fs.rmSync(place, { recursive: true, force: true });
  }
}

function hasHistory(store: string): boolean {
  const { records, unreadable } = readRecords(store);
  return records.length + unreadable.length > 0;
}

/** What every program that reads a store has open: its database, or the index of its packs. */
function filesOf(store: string): string[] {
  return [path.join(store, STORE_DATABASE), path.join(store, "container", "packs.idx")];
}
