import { corrupt } from "./corrupt.ts";
import type { RawMember } from "./source.ts";
import { takeSlice } from "./take-slice.ts";
import type { ZipMember, ZipReader } from "./zip-reader.ts";

/** Members up to this size are read whole for a slice, and the last one is kept: paging through a file inflates it once. */
const WHOLE_MEMBER_BYTES = 16 * 1024 * 1024;

/** A member as it lies in its ZIP. */
export interface PackedMember {
  raw: ZipMember;
  packed: Buffer;
}

/** The contents of a ZIP's members, by name; the methods are those of `ObjectStore`. */
export interface ZipMembers {
  read(name: string, maxBytes: number): Buffer;
  readSlice(name: string, offset: number, length: number): Promise<Buffer>;
  stream(name: string): AsyncIterable<Buffer>;
  raw(name: string): RawMember | null;
  rawStream(name: string): AsyncIterable<Buffer>;
  /** As `ZipReader.readPacked`. */
  readPacked(name: string, maxBytes: number): PackedMember;
}

/** Read members of a ZIP by name. `archive/corrupt` for one that is not there. */
export function zipMembers(zip: ZipReader): ZipMembers {
  let last: { name: string; bytes: Buffer } | null = null;

  function member(name: string): ZipMember {
    const found = zip.member(name);
    if (found === null) throw corrupt(name, "member missing", `The archive lacks the file contents ${name}`);
    return found;
  }

  function readWhole(found: ZipMember): Buffer {
    if (last?.name !== found.name) last = { name: found.name, bytes: zip.read(found, WHOLE_MEMBER_BYTES) };
    return last.bytes;
  }

  return {
    read: (name, maxBytes) => zip.read(member(name), maxBytes),
    readSlice: async (name, offset, length) => {
      const found = member(name);
      if (found.size <= WHOLE_MEMBER_BYTES) return readWhole(found).subarray(offset, offset + length);
      if (found.method === "stored") return zip.readStored(found, offset, length);
      return takeSlice(zip.stream(found), offset, Math.min(length, Math.max(0, found.size - offset)));
    },
    stream: (name) => zip.stream(member(name)),
    raw: (name) => {
      const found = zip.member(name);
      if (found === null) return null;
      const { method, crc32, compressedSize, size } = found;
      return { method, crc32, compressedSize, size };
    },
    rawStream: (name) => zip.rawStream(member(name)),
    readPacked: (name, maxBytes) => {
      const raw = member(name);
      return { raw, packed: zip.readPacked(raw, maxBytes) };
    },
  };
}
