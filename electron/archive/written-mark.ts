import fs from "node:fs";
import os from "node:os";
import { crc32 } from "node:zlib";
import { DATABASE_SUFFIX, WRITTEN_SUFFIX } from "./cache-files.ts";
import type { Seal } from "./packed-seal.ts";

/**
 * Says when a database of the cache was written, and its CRC. It is not flushed to the disk when it is written: that can
 * take longer than unpacking, and the file can be had again. What that risks is a file whose size is right and whose
 * bytes are not, after the machine lost its power. So a file from before the last start of the machine is read once
 * and compared with its CRC before it is used; after that, and all the time until then, the system's own
 * memory of the file is as good as the disk.
 */
interface Mark {
  crc32: number;
  /** When the machine started, in ms since 1970, as known then. */
  startedAt: number;
  /** Of the packed bytes that it was unpacked from; not of what was made otherwise. */
  seal?: Seal;
}

const READ_BYTES = 1024 * 1024;
/** Clocks are set: a start that seems to differ by less is the same one, and a wrong "differs" costs one reading. */
const SLACK_MS = 10_000;

/**
 * Note that a database was just written, with the CRC of its bytes; `null`: to be worked out now.
 * @param seal Of what it was unpacked from.
 */
export function markWritten(databaseFile: string, crc: number | null, seal?: Seal): void {
  const mark: Mark = {
    crc32: crc ?? crcOf(databaseFile),
    startedAt: startOfMachine(),
    ...(seal && { seal }),
  };
  fs.writeFileSync(markOf(databaseFile), JSON.stringify(mark), { mode: 0o600 });
}

/** Whether a database was written, or compared with its CRC, since the machine started. Throws where there is no mark. */
export function isOfThisStart(databaseFile: string): boolean {
  return isNow(readMark(databaseFile));
}

/** Whether the file's bytes are those that were written. Reads them once after each start of the machine. Never throws. */
export function isWhole(databaseFile: string): boolean {
  try {
    const mark = readMark(databaseFile);
    if (isNow(mark)) return true;
    if (crcOf(databaseFile) !== mark.crc32) return false;
    markWritten(databaseFile, mark.crc32, mark.seal);
    return true;
  } catch {
    return false; // no mark, or one that was cut short: as good as no file
  }
}

/** The seal of what a database was unpacked from; null where there is none. */
export function sealOf(databaseFile: string): Seal | null {
  try {
    return readMark(databaseFile).seal ?? null;
  } catch {
    return null; // no mark, or one that was cut short: then nobody can tell
  }
}

function readMark(databaseFile: string): Mark {
  return JSON.parse(fs.readFileSync(markOf(databaseFile), "utf8")) as Mark;
}

function isNow({ startedAt }: Mark): boolean {
  return Math.abs(startedAt - startOfMachine()) < SLACK_MS;
}

function startOfMachine(): number {
  return Date.now() - os.uptime() * 1000;
}

/** CRC-32 of a file's bytes. */
export function crcOf(file: string): number {
  const fd = fs.openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    let crc = 0;
    for (;;) {
      const length = fs.readSync(fd, buffer);
      if (length === 0) return crc;
      crc = crc32(buffer.subarray(0, length), crc);
    }
  } finally {
    fs.closeSync(fd);
  }
}

function markOf(databaseFile: string): string {
  return databaseFile.slice(0, -DATABASE_SUFFIX.length) + WRITTEN_SUFFIX;
}
