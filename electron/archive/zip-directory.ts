import { setImmediate } from "node:timers/promises";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { checkRatio, limit, limitError, TOTAL_RATIO_FREE_BYTES } from "./limits.ts";
import { unsafeNameReason } from "./member-names.ts";
import type { OpenFile } from "./open-file.ts";
import { findZipEnd, type ZipEnd } from "./zip-end.ts";
import { ObjectNames, ZipNames } from "./zip-names.ts";
import { CENTRAL_RECORD, LOCAL_HEADER, SEE_ZIP64, ZIP64_EXTRA_TAG } from "./zip-format.ts";

/** All members of a ZIP, in typed arrays by position in the central directory: about 60 bytes each beside the list itself. */
export interface ZipDirectory {
  /** Names and their positions. Unsafe names are not in here. */
  readonly names: ZipNames;
  readonly count: number;
  readonly offsets: Float64Array; // of the local header, from the start of the file
  readonly compressedSizes: Float64Array;
  readonly sizes: Float64Array;
  readonly crcs: Uint32Array;
  readonly methods: Uint16Array;
  readonly flags: Uint16Array;
  readonly nameLengths: Uint16Array; // in bytes
  /** 1 for repository objects, `repo/` and a SHA-256. */
  readonly isObject: Uint8Array;
  readonly duplicates: readonly string[];
  /** Members left out because of their name. */
  readonly unsafe: readonly { name: string; reason: string }[];
}

/** Records between two turns of the event loop: 2 ms, in which what is being unpacked beside this goes on by itself. */
const SLICE = 4_096;
/** What is kept of a name that is only reported. */
const UNSAFE_NAME_SHOWN = 200;

/**
 * Read the central directory of a ZIP: one read of its bytes, one pass over them, no object a member.
 * @returns null when the file has no end record (not a ZIP, or cut short).
 * @throws `archive/corrupt` for records that contradict each other or overlap, `archive/limit` for too many members or
 *   bytes, packed or unpacked, `cancelled`.
 */
export async function readZipDirectory(file: OpenFile, signal: CancelSignal): Promise<ZipDirectory | null> {
  const end = findZipEnd(file);
  if (end === null) return null;
  if (end.directoryBytes > limit("STEMMA_MAX_DIRECTORY_BYTES")) {
    throw limitError(
      "STEMMA_MAX_DIRECTORY_BYTES",
      (n) => `The ZIP's list of members has ${n} bytes`,
      end.directoryBytes,
    );
  }
  const bytes = file.readAt(end.directoryOffset, end.directoryBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length); // in a hot loop faster than Buffer's readers
  const count = countRecords(view, end);
  const others = new Map<string, number>();
  const objects = new ObjectNames(bytes, count);
  const directory = {
    names: new ZipNames(others, objects),
    count,
    offsets: new Float64Array(count),
    compressedSizes: new Float64Array(count),
    sizes: new Float64Array(count),
    crcs: new Uint32Array(count),
    methods: new Uint16Array(count),
    flags: new Uint16Array(count),
    nameLengths: new Uint16Array(count),
    isObject: new Uint8Array(count),
    duplicates: [] as string[],
    unsafe: [] as { name: string; reason: string }[],
  };
  const reading: Reading = { bytes, view, directory, others, objects, prefixBytes: end.prefixBytes };
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (i % SLICE === SLICE - 1) {
      await setImmediate();
      throwIfCancelled(signal);
    }
    at = readRecord(reading, i, at);
  }
  checkLayout(directory, end.directoryOffset);
  checkUnpacked(directory, file.size);
  return directory;
}

interface Reading {
  bytes: Buffer;
  view: DataView;
  directory: ZipDirectory & { duplicates: string[]; unsafe: { name: string; reason: string }[] };
  others: Map<string, number>;
  objects: ObjectNames;
  prefixBytes: number;
}

/**
 * Take the fields of the i-th record, which begins at a byte of the list; gives where the next one begins. A function of
 * its own because a loop in an async one is never compiled to fast code (V8), which takes three times as long.
 */
function readRecord(reading: Reading, i: number, at: number): number {
  const { bytes, view, directory, others, objects } = reading;
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const nameStart = at + CENTRAL_RECORD.bytes;
  const extraStart = nameStart + nameLength;
  directory.flags[i] = view.getUint16(at + 8, true);
  directory.methods[i] = view.getUint16(at + 10, true);
  directory.crcs[i] = view.getUint32(at + 16, true);
  directory.compressedSizes[i] = view.getUint32(at + 20, true);
  directory.sizes[i] = view.getUint32(at + 24, true);
  directory.nameLengths[i] = nameLength;
  directory.offsets[i] = view.getUint32(at + 42, true);
  if (isWide(directory, i)) {
    const name = memberName(bytes, nameStart, extraStart);
    readZip64Extra(directory, i, bytes.subarray(extraStart, extraStart + extraLength), name);
  }
  directory.offsets[i]! += reading.prefixBytes;
  const added = objects.add(i, nameStart, nameLength);
  if (added === "no object") {
    const name = memberName(bytes, nameStart, extraStart);
    const reason = unsafeNameReason(name);
    if (reason !== null) directory.unsafe.push({ name: name.slice(0, UNSAFE_NAME_SHOWN), reason });
    else if (others.has(name)) directory.duplicates.push(name);
    if (reason === null) others.set(name, i);
  } else {
    directory.isObject[i] = 1;
    if (added === "again") directory.duplicates.push(objects.name(i));
  }
  return extraStart + extraLength + view.getUint16(at + 32, true);
}

/** Walk the records once without looking inside, so that the arrays get their exact size. */
function countRecords(view: DataView, end: ZipEnd): number {
  const most = limit("STEMMA_MAX_MEMBERS");
  let count = 0;
  let at = 0;
  while (at < view.byteLength) {
    const isRecord =
      at + CENTRAL_RECORD.bytes <= view.byteLength && view.getUint32(at, true) === CENTRAL_RECORD.signature;
    if (!isRecord) throw corrupt(null, "central directory", "The ZIP's list of members is damaged");
    const variable =
      view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    at += CENTRAL_RECORD.bytes + variable;
    if (++count > most)
      throw limitError("STEMMA_MAX_MEMBERS", (n) => `The ZIP has at least ${n} members`, count);
  }
  const claimed = end.zip64 ? end.count : end.count % 65_536;
  if (at !== view.byteLength || claimed !== (end.zip64 ? count : count % 65_536)) {
    throw corrupt(
      null,
      "member count",
      "The ZIP's list of members does not have the length that its end names",
    );
  }
  return count;
}

/** ASCII as it is, anything else as UTF-8 whether flagged or not: our own names are ASCII, the rest is only shown. */
function memberName(bytes: Buffer, from: number, to: number): string {
  for (let i = from; i < to; i++) if (bytes[i]! >= 0x80) return bytes.toString("utf8", from, to);
  return bytes.toString("latin1", from, to);
}

function isWide({ sizes, compressedSizes, offsets }: WideFields, i: number): boolean {
  return sizes[i] === SEE_ZIP64 || compressedSizes[i] === SEE_ZIP64 || offsets[i] === SEE_ZIP64;
}

interface WideFields {
  sizes: Float64Array;
  compressedSizes: Float64Array;
  offsets: Float64Array;
}

/** Replace the fields that say "see the ZIP64 part" by the values there; they come in this order, only where needed. */
function readZip64Extra(directory: WideFields, i: number, extra: Buffer, name: string): void {
  const fields = [directory.sizes, directory.compressedSizes, directory.offsets].filter(
    (f) => f[i] === SEE_ZIP64,
  );
  const values = findExtra(extra, ZIP64_EXTRA_TAG);
  if (values === null || values.length < fields.length * 8) {
    throw corrupt(name, "ZIP64 sizes", `The ZIP's entry of ${name} lacks its 64-bit sizes`);
  }
  for (const [n, field] of fields.entries()) field[i] = Number(values.readBigUInt64LE(n * 8));
}

/** The contents of one extra field, or null. */
export function findExtra(extra: Buffer, tag: number): Buffer | null {
  let at = 0;
  while (at + 4 <= extra.length) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === tag)
      return extra.subarray(at + 4, Math.min(at + 4 + length, extra.length));
    at += 4 + length;
  }
  return null;
}

/** Where a member ends at least: local extra fields are not known here. */
function leastEnd({ offsets, nameLengths, compressedSizes }: ZipDirectory, i: number): number {
  return offsets[i]! + LOCAL_HEADER.bytes + nameLengths[i]! + compressedSizes[i]!;
}

/**
 * No two members may share bytes, nor reach into the directory: an archive whose members overlap unpacks to far more
 * than it holds (a "zip bomb").
 */
function checkLayout(directory: ZipDirectory, directoryOffset: number): void {
  if (isPlainLayout(directory, directoryOffset)) return;
  const { count, offsets } = directory;
  const starts = offsets.slice().sort();
  for (let i = 1; i < count; i++) {
    if (starts[i] === starts[i - 1]) throw corrupt(null, "member overlap", "Members of the ZIP overlap");
  }
  for (let i = 0; i < count; i++) {
    const next = Math.min(starts[placeOf(starts, offsets[i]!) + 1] ?? directoryOffset, directoryOffset);
    if (!(leastEnd(directory, i) <= next))
      throw corrupt(null, "member overlap", "Members of the ZIP overlap or lie outside of it");
  }
}

/**
 * Whether members lie one behind the other as they are listed, but for a few places where the list goes back, as writers
 * put the database first and its bytes last. That no two of these overlap takes one pass over them.
 */
function isPlainLayout(directory: ZipDirectory, directoryOffset: number): boolean {
  const { count, offsets } = directory;
  const runs: { from: number; to: number }[] = [];
  let run = { from: 0, to: Number.POSITIVE_INFINITY };
  for (let i = 0; i < count; i++) {
    const from = offsets[i]!;
    const to = leastEnd(directory, i);
    if (from >= run.to) run.to = to;
    else runs.push((run = { from, to }));
    if (runs.length > MOST_RUNS) return false;
  }
  runs.sort((a, b) => a.from - b.from);
  return runs.every((one, i) => one.to <= (runs[i + 1]?.from ?? directoryOffset));
}

const MOST_RUNS = 16;

/** What all members come to together: each may be modest, and a thousand of them fill a disk. */
function checkUnpacked({ sizes }: ZipDirectory, fileBytes: number): void {
  let unpacked = 0;
  for (const size of sizes) unpacked += size;
  if (unpacked > limit("STEMMA_MAX_UNPACKED_BYTES")) {
    throw limitError(
      "STEMMA_MAX_UNPACKED_BYTES",
      (n) => `The members of the ZIP unpack to ${n} bytes`,
      unpacked,
    );
  }
  if (unpacked > TOTAL_RATIO_FREE_BYTES) checkRatio(fileBytes, unpacked, "The archive as a whole");
}

/** Position of a value among distinct ones in ascending order, which hold it. O(log values). */
function placeOf(starts: Float64Array, value: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (starts[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
