import { DATABASE_MEMBER } from "./database-member.ts";
import type { OpenFile } from "./open-file.ts";
import { findZipEnd } from "./zip-end.ts";
import { CENTRAL_RECORD, SEE_ZIP64 } from "./zip-format.ts";
import { directoryOf } from "./zip-part.ts";
import { ZipReader } from "./zip-reader.ts";

/** Of the list of members; AiiDA and Stemma put the database among the first two. */
const BEGINNING_BYTES = 1024;

/**
 * A reader of a ZIP that knows of nothing but its database, by a look at the beginning of the list of members: less than a
 * millisecond. The list is not checked, which whoever opens the archive does; a later member of the same name would count
 * there. Null where the beginning does not tell, or in a form that is rare. Throws as `findZipEnd`.
 */
export function databaseAlone(file: OpenFile): ZipReader | null {
  const end = findZipEnd(file);
  if (end === null) return null;
  const bytes = file.readAt(end.directoryOffset, Math.min(end.directoryBytes, BEGINNING_BYTES));
  for (let at = 0; at + CENTRAL_RECORD.bytes <= bytes.length; ) {
    if (bytes.readUInt32LE(at) !== CENTRAL_RECORD.signature) return null;
    const nameLength = bytes.readUInt16LE(at + 28);
    const nameStart = at + CENTRAL_RECORD.bytes;
    if (bytes.toString("latin1", nameStart, nameStart + nameLength) === DATABASE_MEMBER)
      return readerOf(file, bytes.subarray(at, nameStart), end.prefixBytes);
    at = nameStart + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return null;
}

function readerOf(file: OpenFile, record: Buffer, prefixBytes: number): ZipReader | null {
  const [compressedSize, size, offset] = [20, 24, 42].map((at) => record.readUInt32LE(at));
  if ([compressedSize, size, offset].includes(SEE_ZIP64)) return null; // above 4 GiB they stand elsewhere
  const directory = directoryOf({
    names: [DATABASE_MEMBER],
    offsets: Float64Array.of(offset! + prefixBytes),
    compressedSizes: Float64Array.of(compressedSize!),
    sizes: Float64Array.of(size!),
    crcs: Uint32Array.of(record.readUInt32LE(16)),
    methods: Uint16Array.of(record.readUInt16LE(10)),
    flags: Uint16Array.of(record.readUInt16LE(8)),
    nameLengths: Uint16Array.of(record.readUInt16LE(28)),
    isObject: Uint8Array.of(0),
  });
  return ZipReader.over(file, directory);
}
