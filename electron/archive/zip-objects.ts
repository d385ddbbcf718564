import { corrupt } from "./corrupt.ts";
import { limit } from "./limits.ts";
import { objectKey, objectMember } from "./member-names.ts";
import type { ObjectStore } from "./source.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** Objects up to this size are read whole for a slice, and the last one is kept: paging through a file inflates it once. */
const WHOLE_OBJECT_BYTES = 16 * 1024 * 1024;

/** The `repo/` members of an archive as an object store. */
export function zipObjects(zip: ZipReader): ObjectStore {
  let last: { key: string; bytes: Buffer } | null = null;

  function* keys(): IterableIterator<string> {
    const { names, isObject } = zip.directory;
    for (const [name, index] of names) if (isObject[index] === 1) yield objectKey(name);
  }

  function member(key: string): ZipMember {
    const name = objectMember(key);
    const found = zip.member(name);
    if (found === null) throw corrupt(name, "member missing", `The archive lacks the file contents ${name}`);
    return found;
  }

  function readWhole(found: ZipMember, key: string): Buffer {
    if (last?.key !== key) last = { key, bytes: zip.read(found, WHOLE_OBJECT_BYTES) };
    return last.bytes;
  }

  return {
    keys,
    count: zip.directory.objectCount,
    size: (key) => zip.size(objectMember(key)),
    read: (key, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) => zip.read(member(key), maxBytes),
    readSlice: async (key, offset, length) => {
      const found = member(key);
      if (found.size <= WHOLE_OBJECT_BYTES) return readWhole(found, key).subarray(offset, offset + length);
      if (found.method === "stored") return zip.readStored(found, offset, length);
      return takeSlice(zip.stream(found), offset, Math.min(length, Math.max(0, found.size - offset)));
    },
    stream: (key) => zip.stream(member(key)),
    raw: (key) => {
      const found = zip.member(objectMember(key));
      if (found === null) return null;
      const { method, crc32, compressedSize, size } = found;
      return { method, crc32, compressedSize, size };
    },
    rawStream: (key) => zip.rawStream(member(key)),
  };
}

/** Bytes `offset … offset + length` of a stream, which is left as soon as they are there. */
async function takeSlice(chunks: AsyncIterable<Buffer>, offset: number, length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let at = 0;
  let missing = length;
  if (missing === 0) return Buffer.alloc(0);
  for await (const chunk of chunks) {
    const from = Math.max(0, offset - at);
    at += chunk.length;
    if (from >= chunk.length) continue;
    const part = chunk.subarray(from, from + missing);
    parts.push(part);
    missing -= part.length;
    if (missing === 0) break;
  }
  return Buffer.concat(parts);
}
