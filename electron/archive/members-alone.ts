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
  return membersAlone(file, [DATABASE_MEMBER], BEGINNING_BYTES);
}

/**
 * A reader of a ZIP that knows of these members only, by a look at the list of all: 0.05 µs for each other one, whose name is not
 * read. The list is not checked, as by `databaseAlone`. Null where one of them is missing, or described in a form that is rare, or the
 * list ends in the middle of an entry. Throws as `findZipEnd`.
 * @param bytesLooked Bytes of the list that are looked at, if it has more.
 */
export function membersAlone(
  file: OpenFile,
  names: readonly string[],
  bytesLooked: number,
): ZipReader | null {
  const end = findZipEnd(file);
  if (end === null) return null;
  const bytes = file.readAt(end.directoryOffset, Math.min(end.directoryBytes, bytesLooked));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length); // in a hot loop faster than Buffer's readers
  const lengths = new Set(names.map((name) => name.length));
  const found = new Map<string, Buffer>();
  for (let at = 0; at + CENTRAL_RECORD.bytes <= bytes.length; ) {
    if (view.getUint32(at, true) !== CENTRAL_RECORD.signature) return null;
    const nameLength = view.getUint16(at + 28, true);
    const nameStart = at + CENTRAL_RECORD.bytes;
    if (lengths.has(nameLength)) {
      const name = bytes.toString("latin1", nameStart, nameStart + nameLength);
      if (names.includes(name)) found.set(name, bytes.subarray(at, nameStart));
    }
    at = nameStart + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  const records = names.flatMap((name) => found.get(name) ?? []);
  return records.length < names.length ? null : readerOf(file, names, records, end.prefixBytes);
}

function readerOf(
  file: OpenFile,
  names: readonly string[],
  records: readonly Buffer[],
  prefixBytes: number,
): ZipReader | null {
  const wide = (at: number) => records.map((record) => record.readUInt32LE(at));
  const narrow = (at: number) => Uint16Array.from(records, (record) => record.readUInt16LE(at));
  const [compressedSizes, sizes, offsets] = [wide(20), wide(24), wide(42)];
  if ([...compressedSizes, ...sizes, ...offsets].includes(SEE_ZIP64)) return null; // above 4 GiB they stand elsewhere
  const directory = directoryOf({
    names: [...names],
    offsets: Float64Array.from(offsets, (offset) => offset + prefixBytes),
    compressedSizes: Float64Array.from(compressedSizes),
    sizes: Float64Array.from(sizes),
    crcs: Uint32Array.from(wide(16)),
    methods: narrow(10),
    flags: narrow(8),
    nameLengths: narrow(28),
    isObject: new Uint8Array(names.length),
  });
  return ZipReader.over(file, directory);
}
