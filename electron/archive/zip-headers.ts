import { isAscii } from "node:buffer";
import {
  CENTRAL_RECORD,
  END_RECORD,
  FLAG_UTF8_NAME,
  LOCAL_HEADER,
  SEE_ZIP64,
  SEE_ZIP64_COUNT,
  VERSION_DEFLATE,
  VERSION_ZIP64,
  ZIP64_END_RECORD,
  ZIP64_EXTRA_TAG,
  ZIP64_LOCATOR,
} from "./zip-format.ts";

/** All that the headers of one member say. `zip64`: its local header has 64-bit sizes. */
export interface MemberFacts {
  name: Buffer;
  method: number;
  crc32: number;
  compressedSize: number;
  size: number;
  offset: number;
  zip64: boolean;
}

const MADE_BY_UNIX = 3 << 8;
const EXTERNAL_MODE_0600 = 0o600 * 0x10000;
/** 1980-01-01 00:00:00, the earliest time a ZIP can tell: a fixed time keeps equal exports equal byte for byte. */
const DOS_TIME = 0;
const DOS_DATE = (1 << 5) | 1;

/** True when a size does not fit the 32-bit fields. */
export function needsZip64(member: { compressedSize: number; size: number }): boolean {
  return member.compressedSize >= SEE_ZIP64 || member.size >= SEE_ZIP64;
}

/** The header that precedes a member's bytes. Its length depends only on the name and `zip64`, so it can be patched. */
export function localHeader(member: MemberFacts): Buffer {
  const extraBytes = member.zip64 ? 20 : 0;
  const header = Buffer.alloc(LOCAL_HEADER.bytes + member.name.length + extraBytes);
  header.writeUInt32LE(LOCAL_HEADER.signature, 0);
  writeCommon(header, 4, member, member.zip64);
  header.writeUInt32LE(member.zip64 ? SEE_ZIP64 : member.compressedSize, 18);
  header.writeUInt32LE(member.zip64 ? SEE_ZIP64 : member.size, 22);
  header.writeUInt16LE(member.name.length, 26);
  header.writeUInt16LE(extraBytes, 28);
  member.name.copy(header, LOCAL_HEADER.bytes);
  if (member.zip64)
    writeZip64Extra(header, LOCAL_HEADER.bytes + member.name.length, [member.size, member.compressedSize]);
  return header;
}

/** The member's record in the central directory. */
export function centralRecord(member: MemberFacts): Buffer {
  const wide = needsZip64(member);
  const far = member.offset >= SEE_ZIP64;
  const extra = [...(wide ? [member.size, member.compressedSize] : []), ...(far ? [member.offset] : [])];
  const extraBytes = extra.length === 0 ? 0 : 4 + extra.length * 8;
  const record = Buffer.alloc(CENTRAL_RECORD.bytes + member.name.length + extraBytes);
  const version = extra.length > 0 || member.zip64 ? VERSION_ZIP64 : VERSION_DEFLATE;
  record.writeUInt32LE(CENTRAL_RECORD.signature, 0);
  record.writeUInt16LE(MADE_BY_UNIX | version, 4);
  writeCommon(record, 6, member, version === VERSION_ZIP64);
  record.writeUInt32LE(wide ? SEE_ZIP64 : member.compressedSize, 20);
  record.writeUInt32LE(wide ? SEE_ZIP64 : member.size, 24);
  record.writeUInt16LE(member.name.length, 28);
  record.writeUInt16LE(extraBytes, 30);
  record.writeUInt32LE(EXTERNAL_MODE_0600, 38);
  record.writeUInt32LE(far ? SEE_ZIP64 : member.offset, 42);
  member.name.copy(record, CENTRAL_RECORD.bytes);
  if (extra.length > 0) writeZip64Extra(record, CENTRAL_RECORD.bytes + member.name.length, extra);
  return record;
}

/** The records that end the archive, its comment last; with ZIP64's only where a count, size or offset needs them. */
export function endRecords(count: number, offset: number, size: number, comment = ""): Buffer {
  const text = Buffer.from(comment);
  if (text.length > END_RECORD.maxCommentBytes) throw new RangeError("the comment of a ZIP is too long");
  const end = Buffer.alloc(END_RECORD.bytes + text.length);
  end.writeUInt16LE(text.length, 20);
  text.copy(end, END_RECORD.bytes);
  end.writeUInt32LE(END_RECORD.signature, 0);
  end.writeUInt16LE(Math.min(count, SEE_ZIP64_COUNT), 8);
  end.writeUInt16LE(Math.min(count, SEE_ZIP64_COUNT), 10);
  end.writeUInt32LE(Math.min(size, SEE_ZIP64), 12);
  end.writeUInt32LE(Math.min(offset, SEE_ZIP64), 16);
  if (count < SEE_ZIP64_COUNT && offset < SEE_ZIP64 && size < SEE_ZIP64) return end;

  const wide = Buffer.alloc(ZIP64_END_RECORD.bytes);
  wide.writeUInt32LE(ZIP64_END_RECORD.signature, 0);
  wide.writeBigUInt64LE(BigInt(ZIP64_END_RECORD.bytes - 12), 4); // the record's own length without its first 12 bytes
  wide.writeUInt16LE(MADE_BY_UNIX | VERSION_ZIP64, 12);
  wide.writeUInt16LE(VERSION_ZIP64, 14);
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, size],
    [48, offset],
  ] as const) {
    wide.writeBigUInt64LE(BigInt(value), at);
  }
  const locator = Buffer.alloc(ZIP64_LOCATOR.bytes);
  locator.writeUInt32LE(ZIP64_LOCATOR.signature, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16); // number of disks
  return Buffer.concat([wide, locator, end]);
}

/** The run of fields that both headers have: version needed, flags, method, time, date, CRC. */
function writeCommon(into: Buffer, at: number, member: MemberFacts, zip64: boolean): void {
  into.writeUInt16LE(zip64 ? VERSION_ZIP64 : VERSION_DEFLATE, at);
  into.writeUInt16LE(isAscii(member.name) ? 0 : FLAG_UTF8_NAME, at + 2);
  into.writeUInt16LE(member.method, at + 4);
  into.writeUInt16LE(DOS_TIME, at + 6);
  into.writeUInt16LE(DOS_DATE, at + 8);
  into.writeUInt32LE(member.crc32, at + 10);
}

function writeZip64Extra(into: Buffer, at: number, values: readonly number[]): void {
  into.writeUInt16LE(ZIP64_EXTRA_TAG, at);
  into.writeUInt16LE(values.length * 8, at + 2);
  for (const [i, value] of values.entries()) into.writeBigUInt64LE(BigInt(value), at + 4 + i * 8);
}
