import fs from "node:fs";
import type { Database } from "better-sqlite3";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext } from "../archive/source.ts";
import type { TextEncoding } from "./connect.ts";
import { readingArchive } from "./to-archive-error.ts";

const PAGES_A_TURN = 2000; // 8 MB: some milliseconds

/**
 * Copy an open database, wherever it lies, into a new file; large ones page by page, with progress and cancel.
 * @throws `archive/corrupt`, `disk/full`, `cancelled`; errors of the disk come as Node's.
 */
export async function copyDatabase(db: Database, file: string, context: JobContext): Promise<void> {
  throwIfCancelled(context.signal);
  if (db.memory) {
    fs.writeFileSync(file, db.serialize(), { flag: "wx", mode: 0o600 });
    return;
  }
  const pageBytes = readingArchive(() => Number(db.pragma("page_size", { simple: true })));
  await db.backup(file, {
    progress({ totalPages, remainingPages }) {
      throwIfCancelled(context.signal);
      context.progress({
        phase: "copying the database",
        done: (totalPages - remainingPages) * pageBytes,
        total: totalPages * pageBytes,
        unit: "bytes",
      });
      return PAGES_A_TURN;
    },
  });
}

/** How an open database stores text. */
export function encodingOf(db: Database): TextEncoding {
  return readingArchive(() => db.pragma("encoding", { simple: true })) as TextEncoding; // SQLite knows these three
}
