import fs from "node:fs";
import path from "node:path";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { corrupt } from "../archive/corrupt.ts";
import { printableName } from "../archive/member-names.ts";
import { openFile } from "../archive/open-file.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { TABLE_NAMES } from "../db/archive-schema.ts";
import { brokenTable } from "../db/quick-check.ts";
import { openSource } from "../sources/open-source.ts";
import { writeAll } from "../archive/write-all.ts";

const COPY_BYTES = 1024 * 1024;
const WHOLE_BYTES = 1024 * 1024; // objects up to here are read in one piece
const TURN_MS = 20;

/**
 * Copy an archive file byte for byte and flush the copy; then read all of the copy, so that what is handed on is known to be
 * whole.
 * @returns Bytes of the file.
 * @throws AppError as `openSource` and `readEverything` when the archive is damaged.
 */
export async function copyArchive(source: Source, file: string, context: JobContext): Promise<number> {
  const sizeBytes = await copyFile(source.path, file, context);
  const copy = await openSource(file, { ...context, progress: () => undefined });
  try {
    if (copy.version !== source.version || copy.metadataText !== source.metadataText) {
      throw new AppError(
        "archive/corrupt",
        `${source.path} changed while it was copied. Open it anew and try again.`,
        { path: source.path, check: "unchanged" },
      );
    }
    await readEverything(copy, context);
  } finally {
    copy.close();
  }
  return sizeBytes;
}

/**
 * Read every page of a source's tables and every object.
 * @throws AppError `archive/corrupt` for a damaged page, an object whose bytes do not match its checksum; `cancelled`.
 */
export async function readEverything({ db, objects }: Source, context: JobContext): Promise<void> {
  for (const [done, table] of TABLE_NAMES.entries()) {
    context.progress({ phase: "checking tables", done, total: TABLE_NAMES.length, unit: "steps" });
    await setImmediate();
    throwIfCancelled(context.signal);
    const broken = brokenTable(db, table);
    if (broken !== null)
      throw corrupt("db.sqlite3", "pages", `The table ${table} is broken (${printableName(broken)})`);
  }
  let done = 0;
  let turnAt = performance.now() + TURN_MS;
  for (const key of objects.keys()) {
    if ((objects.size(key) ?? 0) <= WHOLE_BYTES) objects.read(key);
    else for await (const _ of objects.stream(key)) throwIfCancelled(context.signal);
    done++;
    throwIfCancelled(context.signal);
    if (performance.now() < turnAt && done < objects.count) continue;
    context.progress({ phase: "checking files", done, total: objects.count, unit: "files" });
    await setImmediate();
    turnAt = performance.now() + TURN_MS;
  }
}

async function copyFile(from: string, to: string, context: JobContext): Promise<number> {
  const source = openFile(path.resolve(from));
  try {
    const fd = fs.openSync(to, "wx", 0o666);
    try {
      for (let at = 0; at < source.size; at += COPY_BYTES) {
        const chunk = source.readAt(at, Math.min(COPY_BYTES, source.size - at));
        writeAll(fd, chunk);
        context.progress({
          phase: "copying",
          done: at + chunk.length,
          total: source.size,
          unit: "bytes",
        });
        await setImmediate();
        throwIfCancelled(context.signal);
      }
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    return source.size;
  } finally {
    source.close();
  }
}
