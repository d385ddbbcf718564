import { corrupt } from "./corrupt.ts";
import type { OpenFile } from "./open-file.ts";
import { END_RECORD, SEE_ZIP64, SEE_ZIP64_COUNT, ZIP64_END_RECORD, ZIP64_LOCATOR } from "./zip-format.ts";

/** Where a ZIP's central directory lies. */
export interface ZipEnd {
  /** Members that the end record claims, as a check; modulo 65,536 unless `zip64`. */
  count: number;
  directoryOffset: number;
  directoryBytes: number;
  zip64: boolean;
  /** Bytes before the ZIP's first: added to every offset it names. Zero for an ordinary file. */
  prefixBytes: number;
}

/**
 * Find the end of the central directory. Returns null when the file has no such record: it is no ZIP, or cut short.
 * As Python's `zipfile` (so AiiDA) does, bytes before the ZIP and after its end are put up with.
 */
export function findZipEnd(file: OpenFile): ZipEnd | null {
  const tailBytes = Math.min(file.size, END_RECORD.bytes + END_RECORD.maxCommentBytes);
  const tailStart = file.size - tailBytes;
  const tail = file.readAt(tailStart, tailBytes);
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END_RECORD.signature);
  let at = tail.lastIndexOf(signature);
  while (at >= 0) {
    if (at + END_RECORD.bytes <= tail.length) return readEnd(file, tail.subarray(at), tailStart + at);
    at = at === 0 ? -1 : tail.lastIndexOf(signature, at - 1);
  }
  return null;
}

function readEnd(file: OpenFile, record: Buffer, position: number): ZipEnd {
  if (record.readUInt16LE(4) !== record.readUInt16LE(6)) {
    throw corrupt(null, "disk number", "The ZIP is one part of several");
  }
  const narrow = {
    count: record.readUInt16LE(10),
    directoryBytes: record.readUInt32LE(12),
    directoryOffset: record.readUInt32LE(16),
  };
  const wide = readZip64End(file, position);
  const isMarked =
    narrow.count === SEE_ZIP64_COUNT ||
    narrow.directoryBytes === SEE_ZIP64 ||
    narrow.directoryOffset === SEE_ZIP64;
  if (
    wide === null &&
    isMarked &&
    (narrow.directoryBytes === SEE_ZIP64 || narrow.directoryOffset === SEE_ZIP64)
  ) {
    throw corrupt(null, "ZIP64 end record", "The ZIP's 64-bit end record is missing");
  }
  const end = wide ?? { ...narrow, recordOffset: position };
  const prefixBytes = end.recordOffset - end.directoryBytes - end.directoryOffset;
  if (prefixBytes < 0)
    throw corrupt(null, "central directory", "The ZIP's list of members lies outside the file");
  return { ...end, directoryOffset: end.directoryOffset + prefixBytes, prefixBytes, zip64: wide !== null };
}

interface WideEnd {
  count: number;
  directoryBytes: number;
  directoryOffset: number;
  recordOffset: number;
}

function readZip64End(file: OpenFile, endPosition: number): WideEnd | null {
  const locatorAt = endPosition - ZIP64_LOCATOR.bytes;
  if (locatorAt < ZIP64_END_RECORD.bytes) return null;
  const locator = file.readAt(locatorAt, ZIP64_LOCATOR.bytes);
  if (locator.readUInt32LE(0) !== ZIP64_LOCATOR.signature) return null;
  const named = Number(locator.readBigUInt64LE(8));
  // With bytes before the ZIP the named place is off: then the record is the one that ends at its locator.
  for (const recordOffset of [named, locatorAt - ZIP64_END_RECORD.bytes]) {
    if (recordOffset + ZIP64_END_RECORD.bytes > locatorAt) continue;
    const record = file.readAt(recordOffset, ZIP64_END_RECORD.bytes);
    if (record.readUInt32LE(0) !== ZIP64_END_RECORD.signature) continue;
    return {
      count: Number(record.readBigUInt64LE(32)),
      directoryBytes: Number(record.readBigUInt64LE(40)),
      directoryOffset: Number(record.readBigUInt64LE(48)),
      recordOffset,
    };
  }
  throw corrupt(null, "ZIP64 end record", "The ZIP's 64-bit end record is missing");
}
