import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { vanishing } from "../archive/database-cache.ts";
import { MEMORY_DATABASE_BYTES } from "../archive/limits.ts";
import { connect, connectMemory, type OpenDatabase } from "../archive/open-zip-database.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { createDatabase, createMemoryDatabase } from "../db/connect.ts";
import { prepareSalvage } from "../db/queries/salvage-rows.ts";
import { temporaryFolder } from "./database-bytes.ts";
import type { LossBook } from "./loss-book.ts";
import { salvageRows } from "./salvage-rows.ts";
import { type DatabaseBytes, SqlitePages } from "./sqlite-pages.ts";

const TURN_MS = 15;

/**
 * A database with today's tables that holds every row which can be read of a damaged one, opened for reading; what is
 * lost goes into the book. SQLite never sees the damaged bytes. Small ones are made in memory, others in a temporary
 * file that is gone when they are closed.
 * @throws `archive/corrupt` when not a single row can be read, `disk/full`, `cancelled`.
 */
export async function salvageDatabase(
  bytes: DatabaseBytes,
  book: LossBook,
  context: JobContext,
): Promise<OpenDatabase> {
  const pages = new SqlitePages(bytes);
  if (!pages.hasHeader) book.tell("The database does not begin as an SQLite database does.");
  if (pages.count < pages.namedCount) {
    const missing = pages.namedCount - pages.count;
    book.tell(
      `The database is cut short: ${missing.toLocaleString("en-US")} of its ${pages.namedCount.toLocaleString("en-US")} pages are not there.`,
    );
  }
  const isSmall = bytes.length <= MEMORY_DATABASE_BYTES;
  const folder = isSmall ? null : temporaryFolder();
  try {
    const target = folder === null ? null : path.join(folder.path, "salvaged.sqlite3");
    const db = target === null ? createMemoryDatabase() : createDatabase(target);
    let image: Buffer | null = null;
    try {
      const before = book.isEmpty;
      const salvage = prepareSalvage(db);
      await inSlices(salvageRows(pages, salvage, book), context);
      if (!salvage.hasRows() && !(before && book.isEmpty)) {
        throw corrupt("db.sqlite3", "rows", "Not one row of the database can be read");
      }
      if (target === null) image = db.serialize();
    } finally {
      db.close();
    }
    if (image !== null) return connectMemory(image);
    return connect(target!, folder === null ? undefined : vanishing(folder.remove)); // no image: it is a file
  } catch (error) {
    folder?.remove();
    throw error;
  }
}

async function inSlices(
  work: Generator<Parameters<JobContext["progress"]>[0], unknown>,
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  let turn = performance.now() + TURN_MS;
  for (let step = work.next(); step.done !== true; step = work.next()) {
    if (performance.now() < turn) continue;
    report(step.value);
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
}
