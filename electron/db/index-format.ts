import { crc32 } from "node:zlib";
import { isObjectKey } from "../archive/member-names.ts";
import { PackedKeys } from "../archive/packed-keys.ts";

/**
 * A file of what was worked out of a database: a header of 32 bytes, the contents as JSON in which each typed array is a
 * reference, and the arrays' bytes, each at a multiple of eight, so that reading them copies nothing.
 *
 * Header: "STEMMAIX", format version, CRC-32 of all that follows the header, bytes of JSON, bytes of arrays (both
 * little-endian 32-bit numbers but for the last, which is a double), and padding.
 */
const MAGIC = Buffer.from("STEMMAIX", "latin1");
const HEADER_BYTES = 32;

/** To be raised with each change of what the files hold or mean; files of another version are not read. */
export const INDEX_VERSION = 2;

type TypedArray = Int32Array | Uint32Array | Float64Array | Uint8Array;

const KINDS = { Int32Array, Uint32Array, Float64Array, Uint8Array } as const;

/** What takes the place of an array, a set or a list of keys in the JSON; no value that is kept has a member of these names. */
interface ArrayReference {
  $array: keyof typeof KINDS;
  at: number;
  length: number;
}
interface SetReference {
  $set: unknown[];
}
interface KeysReference {
  $keys: Uint8Array;
}

/** The bytes of a file, in pieces to be written one after the other. Values: plain objects, lists, numbers, texts, typed arrays, sets. */
export function encodeIndex(value: unknown): Buffer[] {
  const arrays: Buffer[] = [];
  let arrayBytes = 0;
  const refer = (_key: string, item: unknown): unknown => {
    if (item instanceof Set) return { $set: [...(item as Set<unknown>)] } satisfies SetReference;
    if (isListOfKeys(item)) return { $keys: packed(item) } satisfies KeysReference;
    const kind = kindOf(item);
    if (kind === null) return item;
    const array = item as TypedArray; // as `kindOf` has found
    const reference: ArrayReference = { $array: kind, at: arrayBytes, length: array.length };
    const padding = -array.byteLength & 7;
    arrays.push(Buffer.from(array.buffer, array.byteOffset, array.byteLength), Buffer.alloc(padding));
    arrayBytes += array.byteLength + padding;
    return reference;
  };
  const text = Buffer.from(JSON.stringify(value, refer));
  const json = [text, Buffer.alloc(-text.length & 7, " ")]; // not joined: it may be large
  let crc = 0;
  for (const bytes of [...json, ...arrays]) if (bytes.length > 0) crc = crc32(bytes, crc); // zlib begins anew at no bytes
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(INDEX_VERSION, 8);
  header.writeUInt32LE(crc, 12);
  header.writeUInt32LE(text.length + json[1]!.length, 16);
  header.writeDoubleLE(arrayBytes, 24);
  return [header, ...json, ...arrays];
}

/** What `encodeIndex` was given; null when the bytes are cut short, changed, or of another version. Arrays are views of the bytes. */
export function decodeIndex(bytes: Buffer): unknown {
  if (bytes.length < HEADER_BYTES || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return null;
  if (bytes.readUInt32LE(8) !== INDEX_VERSION) return null;
  const jsonBytes = bytes.readUInt32LE(16);
  if (bytes.readDoubleLE(24) !== bytes.length - HEADER_BYTES - jsonBytes) return null;
  if (crc32(bytes.subarray(HEADER_BYTES)) !== bytes.readUInt32LE(12)) return null;
  const arraysAt = HEADER_BYTES + jsonBytes;
  const resolve = (_key: string, item: unknown): unknown => {
    if (typeof item !== "object" || item === null) return item;
    if ("$set" in item) return new Set((item as SetReference).$set);
    if ("$keys" in item) return unpacked((item as KeysReference).$keys); // from the inside out: an array by now
    if (!("$array" in item)) return item;
    const { $array, at, length } = item as ArrayReference;
    return new KINDS[$array](bytes.buffer as ArrayBuffer, bytes.byteOffset + arraysAt + at, length);
  };
  return JSON.parse(bytes.toString("utf8", HEADER_BYTES, arraysAt), resolve) as unknown;
}

/** Keys of repository objects, of which a large database has half a million: as texts in the JSON they are three times as long. */
function isListOfKeys(item: unknown): item is string[] {
  return (
    Array.isArray(item) && item.length > 0 && item.every((key) => typeof key === "string" && isObjectKey(key))
  );
}

function packed(keys: readonly string[]): Uint8Array {
  const all = PackedKeys.room(keys.length);
  keys.forEach((key, position) => all.set(position, key));
  return all.bytes;
}

function unpacked(bytes: Uint8Array): string[] {
  const all = new PackedKeys(bytes);
  return Array.from({ length: all.length }, (_, position) => all.at(position));
}

function kindOf(item: unknown): keyof typeof KINDS | null {
  if (!ArrayBuffer.isView(item)) return null;
  for (const [kind, type] of Object.entries(KINDS)) {
    if (item.constructor === type) return kind as keyof typeof KINDS;
  }
  throw new Error("an index holds no such arrays");
}
