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
  name: string;
  /** Length of the name in UTF-8. */
  nameBytes: number;
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

const LOCAL_EXTRA_BYTES = 20;

/** Bytes of the header that precedes a member's: they depend only on the name and `zip64`, so it can be patched. */
export function localHeaderBytes({ nameBytes, zip64 }: MemberFacts): number {
  return LOCAL_HEADER.bytes + nameBytes + (zip64 ? LOCAL_EXTRA_BYTES : 0);
}

/** Write the header that precedes a member's bytes: many members are small, and a buffer for each costs more than its bytes. */
export function writeLocalHeader(member: MemberFacts, into: Buffer, at: number): void {
  const { zip64, compressedSize, size, nameBytes } = member;
  into.writeUInt32LE(LOCAL_HEADER.signature, at);
  writeCommon(into, at + 4, member, zip64);
  into.writeUInt32LE(zip64 ? SEE_ZIP64 : compressedSize, at + 18);
  into.writeUInt32LE(zip64 ? SEE_ZIP64 : size, at + 22);
  into.writeUInt16LE(nameBytes, at + 26);
  into.writeUInt16LE(zip64 ? LOCAL_EXTRA_BYTES : 0, at + 28);
  const end = writeName(member, into, at + LOCAL_HEADER.bytes);
  if (zip64) writeZip64Extra(into, end, [size, compressedSize]);
}

/** Bytes of a member's record in the central directory. */
export function centralRecordBytes(member: MemberFacts): number {
  return CENTRAL_RECORD.bytes + member.nameBytes + centralExtraBytes(member);
}

function centralExtraBytes(member: MemberFacts): number {
  const values = (needsZip64(member) ? 2 : 0) + (isFar(member) ? 1 : 0);
  return values === 0 ? 0 : 4 + values * 8;
}

function isFar({ offset }: MemberFacts): boolean {
  return offset >= SEE_ZIP64;
}

/** Write the member's record in the central directory. */
export function writeCentralRecord(member: MemberFacts, into: Buffer, at: number): void {
  const wide = needsZip64(member);
  const far = isFar(member);
  const isZip64 = wide || far || member.zip64;
  into.writeUInt32LE(CENTRAL_RECORD.signature, at);
  into.writeUInt16LE(MADE_BY_UNIX | (isZip64 ? VERSION_ZIP64 : VERSION_DEFLATE), at + 4);
  writeCommon(into, at + 6, member, isZip64);
  into.writeUInt32LE(wide ? SEE_ZIP64 : member.compressedSize, at + 20);
  into.writeUInt32LE(wide ? SEE_ZIP64 : member.size, at + 24);
  into.writeUInt16LE(member.nameBytes, at + 28);
  into.writeUInt16LE(centralExtraBytes(member), at + 30);
  into.fill(0, at + 32, at + 38); // no comment, first disk, nothing known of its kind
  into.writeUInt32LE(EXTERNAL_MODE_0600, at + 38);
  into.writeUInt32LE(far ? SEE_ZIP64 : member.offset, at + 42);
  const end = writeName(member, into, at + CENTRAL_RECORD.bytes);
  if (wide || far) {
    const { size, compressedSize, offset } = member;
    writeZip64Extra(into, end, [...(wide ? [size, compressedSize] : []), ...(far ? [offset] : [])]);
  }
}

/** Returns where it ends. */
function writeName({ name, nameBytes }: MemberFacts, into: Buffer, at: number): number {
  into.write(name, at, nameBytes, isAscii(name, nameBytes) ? "latin1" : "utf8");
  return at + nameBytes;
}

function isAscii(name: string, nameBytes: number): boolean {
  return name.length === nameBytes;
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
  into.writeUInt16LE(isAscii(member.name, member.nameBytes) ? 0 : FLAG_UTF8_NAME, at + 2);
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
