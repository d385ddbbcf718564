import type { Source } from "../archive/source.ts";
import { databaseBytes } from "../db/database-bytes.ts";
import type { Provenance } from "../provenance/provenance.ts";
import { collectGarbage } from "./collect-garbage.ts";

/** Rows of larger databases are read and sorted without holding all of them: a closure may be the whole of it. */
const LARGE_BYTES = 256 * 1024 ** 2;

/** Whether memory counts for more than time in an export of this database. */
export function isLarge(source: Source["db"]): boolean {
  return databaseBytes(source) > LARGE_BYTES;
}

/** Between two steps of an export of a large database: nothing of the first one stays behind, where nobody waits for an answer meanwhile. */
export function tidyUp({ source, letGo }: Provenance): void {
  if (letGo !== undefined && isLarge(source.db)) collectGarbage();
}
