import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { isSqliteHeader, markRollbackJournalled } from "../db/sqlite-header.ts";
import { toDiskError } from "../ipc/disk-error.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { pacedProgress } from "./paced-progress.ts";
import { type Seal, Sealing } from "./packed-seal.ts";
import type { JobContext } from "./source.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

const TURN_MS = 15; // other calls and a cancel are heard at least this often

/** An unpacked database whose bytes were checked. */
export interface WrittenDatabase {
  file: string;
  /** Of what was written; null where it is another than the member's, as the header had to be changed. */
  crc32: number | null;
  /** Of the packed bytes. */
  seal: Seal;
}

/**
 * Unpack the database of a ZIP into a new file, which does not stay when that fails. Progress in bytes.
 * Memory: up to 36 MB.
 * @throws `archive/corrupt`, `disk/full`, `disk/denied`, `cancelled`.
 */
export async function writeDatabase(
  file: string,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
): Promise<WrittenDatabase> {
  const sealing = new Sealing();
  try {
    const fd = fs.openSync(file, "wx", 0o600);
    try {
      const crc32 = await writeMember(fd, zip, member, context, (bytes) => sealing.add(bytes));
      return { file, crc32, seal: sealing.finish() };
    } finally {
      fs.closeSync(fd); // not flushed: `written-mark.ts` says why
    }
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw toDiskError(error, file);
  }
}

async function writeMember(
  fd: number,
  zip: ZipReader,
  member: ZipMember,
  context: JobContext,
  onPacked: (bytes: Buffer) => void,
): Promise<number | null> {
  const report = pacedProgress(context);
  let done = 0;
  let isChanged = false;
  let turn = performance.now() + TURN_MS;
  for await (const chunk of zip.chunksAside(member, onPacked) ?? streamed(zip, member, onPacked)) {
    if (done === 0) isChanged = prepareHeader(chunk);
    for (let at = 0; at < chunk.length; ) at += fs.writeSync(fd, chunk, at, chunk.length - at);
    done += chunk.length;
    if (performance.now() < turn && done < member.size) continue;
    report({ phase: "unpacking the database", done, total: member.size, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  }
  return isChanged ? null : member.crc32;
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
