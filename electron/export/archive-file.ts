import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext } from "../archive/source.ts";
import { createTarget, named } from "../archive/target-file.ts";
import { ZipWriter } from "../archive/zip-writer.ts";
import { type DeflatedAside, deflateAside } from "./deflate-aside.ts";
import { DeflatedFile, type EarlyPiece } from "./deflated-file.ts";

/** What an archive is put together from. */
export interface ArchiveParts {
  /** The database, which nobody needs any more; it lies in a folder of ours, where its deflated form may stand beside it. */
  databaseFile: string;
  /** Whether the database is finished only when the objects have been added, being made of what they tell; else it is before. */
  databaseComesLast?: boolean;
  /** Pieces of such a database that were deflated already (`earlyPieces`); asked for when it is finished. */
  early?: () => ReadonlyMap<number, EarlyPiece>;
  /** Adds the objects, in the order in which they are to lie. */
  addObjects(writer: ZipWriter): Promise<void>;
  /** 0 stores all members, 1 to 9 deflate. */
  level: number;
  /** The text of `metadata.json`; asked for last. */
  metadata(): string;
  /** What the ZIP says of itself, at most 65,535 bytes; none unless given. Asked for last, too. */
  comment?: () => string | undefined;
}

const DATABASE = "db.sqlite3";
const METADATA = "metadata.json";
const REPORT_MS = 100;
const WRITING_DATABASE = "writing the database";

const flush = promisify(fs.fsync);

/**
 * Make a file that appears at `target` only when it is complete: `make` writes it into a folder beside the target and says
 * where, then it is moved to its name in one step. On an error or when cancelled nothing is left, and an existing target
 * is untouched.
 * @param make Gets the folder to work in; gives the flushed file, and whatever the caller wants back.
 * @throws AppError `disk/full`, `disk/denied`, `export/exists` for a target that appeared meanwhile, `cancelled`, and as `make`.
 */
export async function publishFile<T>(
  target: string,
  mayReplace: boolean,
  context: JobContext,
  make: (workFolder: string) => Promise<{ file: string; result: T }>,
): Promise<T> {
  const place = createTarget(target, mayReplace);
  try {
    const { file, result } = await make(place.workFolder);
    throwIfCancelled(context.signal);
    place.publish(file);
    return result;
  } catch (error) {
    throw isFull(error) ? noRoom(target, error) : named(error, target);
  } finally {
    place.cleanUp();
  }
}

/** SQLite says that there is no room, but not for what. */
function isFull(error: unknown): boolean {
  return error instanceof AppError && error.code === "disk/full" && error.details["path"] === undefined;
}

function noRoom(target: string, cause: unknown): AppError {
  return new AppError(
    "disk/full",
    `There is no room left for ${target}, or for the temporary data it takes. Free some space and try again.`,
    { path: target },
    { cause },
  );
}

/**
 * Write an archive as a new file and flush it; the file of the database is gone then. Local order: objects, database, metadata;
 * the central directory lists the last two first, as readers count on (`docs/data-model.md`, "Container"). Memory does not grow
 * with the files.
 * @returns Bytes of the file.
 * @throws AppError `archive/corrupt` for a damaged object, `cancelled`; errors of the disk come as Node's.
 */
export async function writeArchiveFile(
  file: string,
  parts: ArchiveParts,
  context: JobContext,
): Promise<number> {
  const handle = fs.openSync(file, "wx", 0o666);
  try {
    const sizeBytes = await writeMembers(handle, parts, context);
    throwIfCancelled(context.signal);
    // Its memory and its place on the disk are given back beside the flush: for a large one both take as long.
    const removal = fs.promises.rm(parts.databaseFile).catch(() => undefined); // what fails here, removing its folder tells
    try {
      await flush(handle);
    } finally {
      await removal;
    }
    return sizeBytes;
  } finally {
    fs.closeSync(handle);
  }
}

async function writeMembers(handle: number, parts: ArchiveParts, context: JobContext): Promise<number> {
  const { databaseFile, level } = parts;
  const writer = new ZipWriter(handle, { leading: [METADATA, DATABASE] });
  // A finished database is deflated in zlib's own threads while the files are copied in this one.
  const aside =
    parts.databaseComesLast || level === 0 ? null : deflateAside(databaseFile, level, context.signal);
  try {
    await parts.addObjects(writer);
    if (aside !== null) await addDeflated(writer, databaseFile, aside, context);
    else await addDatabase(writer, parts, context);
  } finally {
    await aside?.stop();
  }
  writer.addBuffer(METADATA, Buffer.from(parts.metadata()), 0);
  return writer.finish(parts.comment?.());
}

/** A database that was deflated beside. */
async function addDeflated(
  writer: ZipWriter,
  databaseFile: string,
  deflated: DeflatedAside,
  context: JobContext,
): Promise<void> {
  const total = fs.statSync(databaseFile).size;
  const report = setInterval(() => {
    context.progress({ phase: WRITING_DATABASE, done: deflated.done(), total, unit: "bytes" });
  }, REPORT_MS);
  try {
    const { file, ...member } = await deflated.finished;
    await writer.addRaw(DATABASE, member, watchedFile(file, member.compressedSize, context));
  } finally {
    clearInterval(report);
  }
}

/** A database that goes into the archive as it is deflated, or as it is. */
async function addDatabase(
  writer: ZipWriter,
  { databaseFile, level, early }: ArchiveParts,
  context: JobContext,
): Promise<void> {
  const total = fs.statSync(databaseFile).size;
  if (level === 0) {
    await writer.addStream(DATABASE, watchedFile(databaseFile, total, context), 0, total);
    return;
  }
  const deflated = new DeflatedFile(databaseFile, level, context.signal, early?.());
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const { buffer, byteOffset, length } of deflated.pieces()) {
      context.progress({ phase: WRITING_DATABASE, done: deflated.size, total, unit: "bytes" });
      yield Buffer.from(buffer, byteOffset, length);
    }
  }
  await writer.addDeflated(DATABASE, pieces(), total, () => deflated.crc32);
}

async function* watchedFile(file: string, total: number, context: JobContext): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    throwIfCancelled(context.signal);
    done += (chunk as Buffer).length; // no encoding is set: chunks are buffers
    context.progress({ phase: WRITING_DATABASE, done, total, unit: "bytes" });
    yield chunk as Buffer;
  }
}

/** Where the database of an archive to be written is put together. */
export function databaseIn(workFolder: string): string {
  return path.join(workFolder, DATABASE);
}
