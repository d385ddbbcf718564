import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { DEFLATE_MAX_RATIO, limit } from "../archive/limits.ts";
import { isObjectKey } from "../archive/member-names.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import { type Bytes, windowed } from "../archive/read-window.ts";
import type { JobContext } from "../archive/source.ts";
import { findExtra } from "../archive/zip-directory.ts";
import {
  CENTRAL_RECORD,
  END_RECORD,
  FLAG_DATA_DESCRIPTOR,
  FLAG_ENCRYPTED,
  LOCAL_HEADER,
  METHOD_DEFLATED,
  METHOD_STORED,
  SEE_ZIP64,
  ZIP64_END_RECORD,
  ZIP64_EXTRA_TAG,
} from "../archive/zip-format.ts";

/** A member found by its local header alone, without a list of members. */
export interface LooseMember {
  name: string;
  method: "stored" | "deflated";
  /** Where its header begins. */
  offset: number;
  /** Where its packed bytes begin. */
  start: number;
  /** Packed bytes that may be its own: never past the file's end, and past its own end where only the data tell that. */
  packedBytes: number;
  /** Unpacked bytes as the header names them; null when they are not known or not right. */
  size: number | null;
  /** Checksum as the header names it; null when it was written before that was known. */
  crc32: number | null;
}

const SIGNATURE_START = Buffer.from("PK\x03\x04", "latin1");
/** Of the record behind a member's bytes that was streamed (APPNOTE 4.3.9). */
export const DESCRIPTOR_SIGNATURE = 0x08074b50;
const CHUNK_BYTES = 1024 * 1024;
/** Where members are small the next one is near: what is read to find it grows from this by fours up to the above. */
const FIRST_CHUNK_BYTES = 4096;
/** What has no member up to here is no ZIP: programs that unpack themselves have some megabytes before the first. */
const MOST_BEFORE_BYTES = 64 * CHUNK_BYTES;
const TURN_MS = 15;
/** Longest name that is looked at: ours have 69 bytes, those of files in old archives a few hundred. */
const NAME_BYTES = 4096;

/** What to look for, and when to stop: a refusal says what it found so far, a person who asked for it waits. */
export interface ScanOptions {
  /** In milliseconds of `performance.now()`; never unless given. */
  until?: number;
  /** Which members are given; unless said otherwise those of today's archives and `data.json`. */
  isWanted?: (name: string) => boolean;
}

/**
 * Find the members of a ZIP by walking from local header to local header, for a file whose list of members is missing or
 * damaged. Where a header's sizes lead nowhere, the next header is looked for byte by byte. Only members that are wanted
 * are given, in the order in which they lie. Reads headers only where sizes are known, else the file once.
 */
export async function scanMembers(
  wholeFile: Bytes,
  context: JobContext,
  { until = Number.POSITIVE_INFINITY, isWanted = isOurs }: ScanOptions = {},
): Promise<LooseMember[]> {
  const file = windowed(wholeFile);
  const found: LooseMember[] = [];
  const report = pacedProgress(context);
  const most = limit("STEMMA_MAX_MEMBERS");
  let turn = performance.now() + TURN_MS;
  let at = await nextHeader(file, 0, context, until, Math.min(file.size, MOST_BEFORE_BYTES));
  while (at >= 0 && found.length < most && performance.now() < until) {
    const header = readHeader(file, at);
    if (header === null) {
      at = await nextHeader(file, at + 4, context, until);
      continue;
    }
    const { member } = header;
    const named = member.start + member.packedBytes;
    let end = named;
    if (header.isCut || member.size === null || !isBorder(file, named)) {
      // Sizes unknown or wrong: where the next header stands is all that is known of its end.
      const next = await nextHeader(file, member.start, context, until);
      const isLastAndCut = header.isCut && next < 0;
      end = next >= 0 ? next : isLastAndCut ? file.size : endOfMembers(file, member.start);
      if (!isLastAndCut) {
        const behind = readDescriptor(file, member.start, end);
        member.size = behind?.size ?? null;
        if (behind) member.crc32 = behind.crc32;
        // A deflated stream says itself where it ends, and a header's signature may stand in it by chance.
        const isOpenEnded = behind === null && member.method === "deflated";
        member.packedBytes = behind?.packedBytes ?? (isOpenEnded ? file.size : end) - member.start;
      }
    }
    if (isWanted(member.name)) found.push(member);
    if (performance.now() > turn) {
      report({ phase: "looking for members", done: at, total: file.size, unit: "bytes" });
      await setImmediate();
      throwIfCancelled(context.signal);
      turn = performance.now() + TURN_MS;
    }
    at = startsHeader(file, end) ? end : await nextHeader(file, Math.max(end, at + 4), context, until);
  }
  return found;
}

function isOurs(name: string): boolean {
  return (
    name === "metadata.json" ||
    name === "db.sqlite3" ||
    name === "data.json" ||
    (name.startsWith("repo/") && isObjectKey(name.slice(5)))
  );
}

/** A local header that could be one, or null. `isCut`: the file ends before the header says that the member does. */
function readHeader(file: Bytes, at: number): { member: LooseMember; isCut: boolean } | null {
  if (at + LOCAL_HEADER.bytes > file.size) return null;
  const fixed = file.readAt(at, LOCAL_HEADER.bytes);
  const flags = fixed.readUInt16LE(6);
  const method = fixed.readUInt16LE(8);
  const nameBytes = fixed.readUInt16LE(26);
  const extraBytes = fixed.readUInt16LE(28);
  const nameAt = at + LOCAL_HEADER.bytes;
  const start = nameAt + nameBytes + extraBytes;
  const isPossible =
    (method === METHOD_STORED || method === METHOD_DEFLATED) &&
    (flags & FLAG_ENCRYPTED) === 0 &&
    nameBytes > 0 &&
    nameBytes <= NAME_BYTES &&
    start <= file.size;
  if (!isPossible) return null;
  const name = file.readAt(nameAt, nameBytes).toString("utf8");
  const hasSizes = (flags & FLAG_DATA_DESCRIPTOR) === 0;
  let packed = fixed.readUInt32LE(18);
  let size = fixed.readUInt32LE(22);
  if (hasSizes && (packed === SEE_ZIP64 || size === SEE_ZIP64)) {
    const wide = findExtra(file.readAt(nameAt + nameBytes, extraBytes), ZIP64_EXTRA_TAG);
    if (wide !== null && wide.length >= 16) {
      size = Number(wide.readBigUInt64LE(0));
      packed = Number(wide.readBigUInt64LE(8));
    }
  }
  const isPlausible = method === METHOD_STORED ? packed === size : size <= packed * DEFLATE_MAX_RATIO + 1024;
  const left = file.size - start;
  return {
    isCut: hasSizes && isPlausible && packed > left,
    member: {
      name,
      method: method === METHOD_STORED ? "stored" : "deflated",
      offset: at,
      start,
      packedBytes: hasSizes && isPlausible ? Math.min(packed, left) : left,
      size: hasSizes && isPlausible ? size : null,
      crc32: hasSizes ? fixed.readUInt32LE(14) : null,
    },
  };
}

/** Whether something that a ZIP has begins here, or the file ends. */
function isBorder(file: Bytes, at: number): boolean {
  if (at === file.size) return true;
  return at + 4 <= file.size && BORDERS.has(file.readAt(at, 4).readUInt32LE(0));
}

/** What the data descriptor at the end of a streamed member says, with sizes of 32 or of 64 bits; null without one. */
function readDescriptor(
  file: Bytes,
  start: number,
  end: number,
): { packedBytes: number; size: number; crc32: number } | null {
  for (const bytes of [16, 24]) {
    const at = end - bytes;
    if (at < start) continue;
    const descriptor = file.readAt(at, bytes);
    if (descriptor.readUInt32LE(0) !== DESCRIPTOR_SIGNATURE) continue;
    const sizes =
      bytes === 16
        ? [descriptor.readUInt32LE(8), descriptor.readUInt32LE(12)]
        : [Number(descriptor.readBigUInt64LE(8)), Number(descriptor.readBigUInt64LE(16))];
    const [packedBytes, size] = sizes as [number, number];
    if (packedBytes === at - start) return { packedBytes, size, crc32: descriptor.readUInt32LE(4) };
  }
  return null;
}

const BORDERS = new Set<number>([
  LOCAL_HEADER.signature,
  CENTRAL_RECORD.signature,
  END_RECORD.signature,
  ZIP64_END_RECORD.signature,
  DESCRIPTOR_SIGNATURE,
]);

function startsHeader(file: Bytes, at: number): boolean {
  return at + 4 <= file.size && file.readAt(at, 4).readUInt32LE(0) === LOCAL_HEADER.signature;
}

/** Where the bytes of the last member end at most: at the list of members behind it, or with the file. */
function endOfMembers(file: Bytes, from: number): number {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(CENTRAL_RECORD.signature);
  for (let at = from; at < file.size; at += CHUNK_BYTES - 3) {
    const chunk = file.readAt(at, Math.min(CHUNK_BYTES, file.size - at));
    const place = chunk.indexOf(signature);
    if (place >= 0) return at + place;
  }
  return file.size;
}

/** The next place that looks like a local header; −1 without one. */
async function nextHeader(
  file: Bytes,
  from: number,
  context: JobContext,
  until: number,
  end: number = file.size,
): Promise<number> {
  const report = pacedProgress(context);
  let length = FIRST_CHUNK_BYTES;
  for (let at = from; at + LOCAL_HEADER.bytes <= end; ) {
    const chunk = file.readAt(at, Math.min(length, file.size - at));
    const place = chunk.indexOf(SIGNATURE_START);
    if (place >= 0) return at + place;
    at += length - 3;
    if (length < CHUNK_BYTES) {
      length *= 4;
      continue;
    }
    report({ phase: "looking for members", done: at, total: file.size, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(context.signal);
    if (performance.now() > until) return -1;
  }
  return -1;
}
