import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { promisify } from "node:util";
import { isSqliteHeader, markRollbackJournalled } from "../db/sqlite-header.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

const write = promisify(fs.write);

const TURN_MS = 15; // other calls and a cancel are heard at least this often

/** What progress in unpacking a database is called. */
export const UNPACKING = "unpacking the database";

/**
 * Unpack the database of a ZIP into a new file, which does not stay when that fails, and whose bytes were checked when this
 * resolves. Progress in bytes.
 * @param onPacked Sees the packed bytes on the way, each chunk valid during the call.
 * @returns The CRC of what was written; null where it is another than the member's, as the header had to be changed.
 * @throws `archive/corrupt`, `disk/full`, `disk/denied`, `cancelled`.
 */
export async function writeDatabase(
  file: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  onPacked: (bytes: Buffer) => void,
): Promise<number | null> {
  try {
    const fd = fs.openSync(file, "wx", 0o600);
    try {
      const writer = new TrailingWriter(fd);
      try {
        return await writeMember(writer, zip, member, context, onPacked);
      } finally {
        await writer.settled();
      }
    } finally {
      fs.closeSync(fd); // not flushed: `written-mark.ts` says why
    }
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw toDiskError(error, file);
  }
}

async function writeMember(
  writer: TrailingWriter,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  onPacked: (bytes: Buffer) => void,
): Promise<number | null> {
  const report = pacedProgress(context);
  let done = 0;
  let isChanged = false;
  let turn = performance.now() + TURN_MS;
  // Two of its buffers take turns: one is being written while the other is filled.
  for await (const chunk of zip.chunks(member, onPacked) ?? streamed(zip, member, onPacked)) {
    if (done === 0) isChanged = prepareHeader(chunk);
    await writer.add(chunk);
    done += chunk.length;
    if (performance.now() < turn && done < member.size) continue;
    report({ phase: UNPACKING, done, total: member.size, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
  await writer.finish();
  return isChanged ? null : member.crc32;
}

/** Writes one piece behind the other in a thread of the system's, while the next piece is made. */
class TrailingWriter {
  readonly #fd: number;
  #last: Promise<void> = Promise.resolve();

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Write a piece that stays as it is until the next is added; waits for the one before, and throws why that failed. */
  async add(bytes: Buffer): Promise<void> {
    await this.#last;
    this.#last = writeAll(this.#fd, bytes);
    this.#last.catch(() => undefined); // whoever comes next hears it
  }

  /** Resolves when all is written. */
  finish(): Promise<void> {
    return this.#last;
  }

  /** Resolves when nothing is being written any more, whether or not that went well. */
  async settled(): Promise<void> {
    await this.#last.catch(() => undefined);
  }
}

async function writeAll(fd: number, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; )
    at += (await write(fd, bytes, at, bytes.length - at, null)).bytesWritten;
}

/** Where zlib cannot be used directly: read the packed bytes for themselves, then inflate as a stream. */
async function* streamed(
  zip: ZipReader,
  member: ZipMember,
  onPacked: (bytes: Buffer) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of zip.rawStream(member)) onPacked(chunk);
  yield* zip.stream(member);
}

/** Fail on the first chunk of what is no database, before it fills the disk. True if the header had to be changed. */
function prepareHeader(chunk: Buffer): boolean {
  if (!isSqliteHeader(chunk))
    throw corrupt("db.sqlite3", "sqlite header", "db.sqlite3 is not an SQLite database");
  const before = Buffer.from(chunk.subarray(0, 100));
  markRollbackJournalled(chunk);
  return !before.equals(chunk.subarray(0, 100));
}
