import { crc32, createInflateRaw, inflateRawSync } from "node:zlib";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { corrupt, hex32 } from "./corrupt.ts";
import { DEFLATE_MAX_RATIO, objectLimitError } from "./limits.ts";
import { printableName } from "./member-names.ts";
import { ASIDE_CHUNK_BYTES, InflateAside } from "./inflate-aside.ts";
import type { OpenFile } from "./open-file.ts";
import { readingAhead } from "./read-ahead.ts";
import type { RawMember } from "./source.ts";
import { findExtra, readZipDirectory, type ZipDirectory } from "./zip-directory.ts";
import {
  FLAG_DATA_DESCRIPTOR,
  FLAG_ENCRYPTED,
  FLAG_STRONG_ENCRYPTION,
  LOCAL_HEADER,
  METHOD_DEFLATED,
  METHOD_STORED,
  SEE_ZIP64,
  ZIP64_EXTRA_TAG,
} from "./zip-format.ts";
import { inflateWhole, SyncInflate } from "./sync-inflate.ts";
import { throughZlib, ZLIB_CHUNK_BYTES } from "./zlib-stream.ts";

/** One member as the central directory describes it, checked to be readable. */
export interface ZipMember extends RawMember {
  readonly name: string;
  readonly index: number;
}

const READ_CHUNK_BYTES = 1024 * 1024;
const SYNC_CHUNK_BYTES = 256 * 1024;
const EXPECTED_LOCAL_EXTRA_BYTES = 64; // read along with the header; a longer extra field costs a second read

/**
 * Reads the members of one ZIP. Everything that comes out was checked: the local header agrees with the directory,
 * and bytes match size and CRC. Damage is `archive/corrupt` with the member and the check in its details.
 */
export class ZipReader {
  readonly directory: ZipDirectory;
  readonly file: OpenFile;
  /** What `readPacked` and `unpacked` use again for each member. */
  #ahead: OpenFile | null = null;
  #unpacked: Buffer = Buffer.alloc(0);

  private constructor(file: OpenFile, directory: ZipDirectory) {
    this.file = file;
    this.directory = directory;
  }

  /** Read the list of members of an open file; null when it has no end record. The reader does not own the file. */
  static async open(file: OpenFile, signal: CancelSignal): Promise<ZipReader | null> {
    const directory = await readZipDirectory(file, signal);
    return directory === null ? null : new ZipReader(file, directory);
  }

  /** A reader of members whose list was read before, all of it or a part. It does not own the file. */
  static over(file: OpenFile, directory: ZipDirectory): ZipReader {
    return new ZipReader(file, directory);
  }

  /** Uncompressed bytes that the directory names for a member, or null. O(1), reads nothing. */
  size(name: string): number | null {
    const index = this.directory.names.get(name);
    return index === undefined ? null : (this.directory.sizes[index] ?? null);
  }

  /** A member by name, or null. `archive/corrupt` when it cannot be read at all: encrypted, or packed otherwise. */
  member(name: string): ZipMember | null {
    const index = this.directory.names.get(name);
    return index === undefined ? null : this.memberAt(index, name);
  }

  /** As `member`, by its position in the list; the name is the one that stands there. */
  memberAt(index: number, name: string): ZipMember {
    const { flags, methods, crcs, compressedSizes, sizes } = this.directory;
    if (((flags[index] ?? 0) & (FLAG_ENCRYPTED | FLAG_STRONG_ENCRYPTION)) !== 0) {
      throw corrupt(name, "encryption", `${printableName(name)} is encrypted, which AiiDA never does`);
    }
    const method = methods[index];
    if (method !== METHOD_STORED && method !== METHOD_DEFLATED) {
      throw corrupt(
        name,
        "compression method",
        `${printableName(name)} is packed by a method (${method}) that AiiDA never uses`,
      );
    }
    const compressedSize = compressedSizes[index] ?? 0;
    const size = sizes[index] ?? 0;
    const isPossible =
      method === METHOD_STORED ? size === compressedSize : size <= compressedSize * DEFLATE_MAX_RATIO + 1024;
    if (!isPossible) {
      throw corrupt(name, "size", `${printableName(name)} names a size that its bytes cannot hold`, {
        size,
        compressedSize,
      });
    }
    return {
      name,
      index,
      method: method === METHOD_STORED ? "stored" : "deflated",
      crc32: crcs[index] ?? 0,
      compressedSize,
      size,
    };
  }

  /** A whole member in memory. `archive/limit` past `maxBytes`. */
  read(member: ZipMember, maxBytes: number): Buffer {
    if (member.size > maxBytes) throw objectLimitError(member.name, member.size, maxBytes);
    const packed = this.#readPacked(member);
    const bytes = member.method === "stored" ? packed : inflate(member, packed, null);
    this.#check(member, bytes.length, crc32(bytes));
    return bytes;
  }

  /**
   * A whole member as it lies, valid until the next call: for who reads one member after the other, in which order they had better
   * lie. `archive/limit` past `maxBytes`, which counts what it unpacks to.
   */
  readPacked(member: ZipMember, maxBytes: number): Buffer {
    if (member.size > maxBytes) throw objectLimitError(member.name, member.size, maxBytes);
    return this.#readPacked(member, (this.#ahead ??= readingAhead(this.file)));
  }

  /** What `readPacked` gave of a member, unpacked and checked; valid until the next call. */
  unpacked(member: ZipMember, packed: Buffer): Buffer {
    if (this.#unpacked.length <= member.size) this.#unpacked = Buffer.allocUnsafeSlow(2 * member.size + 1);
    const bytes = member.method === "stored" ? packed : inflate(member, packed, this.#unpacked);
    this.#check(member, bytes.length, crc32(bytes));
    return bytes;
  }

  /** A member in chunks, for what is too large for memory. Checked when the last chunk has been taken. */
  async *stream(member: ZipMember): AsyncGenerator<Buffer> {
    const packed = this.rawStream(member);
    const chunks =
      member.method === "stored"
        ? packed
        : throughZlib(packed, createInflateRaw({ chunkSize: ZLIB_CHUNK_BYTES }));
    yield* this.#checkedAside(member, chunks);
  }

  /**
   * As `stream`, but without a turn of the event loop and faster: every chunk is valid only until the next is asked
   * for. `onPacked` sees the packed bytes on the way, in the same manner. Null where this runtime cannot.
   */
  chunks(member: ZipMember, onPacked: (bytes: Buffer) => void): Generator<Buffer> | null {
    if (member.method === "stored") return this.#checkedChunks(member, this.#packedChunks(member, onPacked));
    const inflate = SyncInflate.create();
    return inflate && this.#checkedChunks(member, this.#inflatedChunks(member, inflate, onPacked));
  }

  /**
   * As `chunks`, but inflated in a thread of zlib's own while the caller is busy with the chunk before, and with what else it
   * does between two of them: each chunk takes turns of the event loop.
   */
  chunksAside(
    member: ZipMember,
    onPacked: (bytes: Buffer) => void,
  ): AsyncGenerator<Buffer> | Generator<Buffer> | null {
    const aside = member.method === "stored" ? null : InflateAside.create();
    if (aside === null) return this.chunks(member, onPacked);
    const packed = this.#packedChunks(member, onPacked, ASIDE_CHUNK_BYTES);
    return this.#checkedAside(member, aside.inflate(packed, member.compressedSize));
  }

  async *#checkedAside(member: ZipMember, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const check = new RunningCheck(member);
    try {
      for await (const chunk of chunks) {
        check.add(chunk);
        yield chunk;
      }
    } catch (error) {
      throw toInflateError(member, error);
    }
    this.#check(member, check.size, check.crc);
  }

  *#checkedChunks(member: ZipMember, chunks: Iterable<Buffer>): Generator<Buffer> {
    const check = new RunningCheck(member);
    for (const chunk of chunks) {
      check.add(chunk);
      yield chunk;
    }
    this.#check(member, check.size, check.crc);
  }

  *#inflatedChunks(
    member: ZipMember,
    inflate: SyncInflate,
    onPacked: (bytes: Buffer) => void,
  ): Generator<Buffer> {
    let left = member.compressedSize;
    try {
      for (const packed of this.#packedChunks(member, onPacked)) {
        left -= packed.length;
        yield* inflate.inflate(packed, left === 0);
      }
    } catch (error) {
      throw toInflateError(member, error);
    } finally {
      inflate.close();
    }
  }

  /** The member's bytes as they lie in the ZIP, in two buffers that take turns. */
  *#packedChunks(
    member: ZipMember,
    onPacked: (bytes: Buffer) => void,
    chunkBytes = SYNC_CHUNK_BYTES,
  ): Generator<Buffer> {
    const start = this.#dataStart(member);
    const most = Math.min(chunkBytes, member.compressedSize);
    let [buffer, other] = [Buffer.allocUnsafeSlow(most), Buffer.allocUnsafeSlow(most)];
    for (let done = 0; done < member.compressedSize; ) {
      const length = Math.min(most, member.compressedSize - done);
      const chunk = this.file.readInto(buffer.subarray(0, length), start + done, member.name);
      [buffer, other] = [other, buffer];
      onPacked(chunk);
      done += length;
      yield chunk;
    }
  }

  /** Part of a stored member, unverified: its CRC covers the whole. */
  readStored(member: ZipMember, offset: number, length: number): Buffer {
    const from = Math.min(offset, member.size);
    const bytes = Math.min(length, member.size - from);
    return this.file.readAt(this.#dataStart(member) + from, bytes, member.name);
  }

  /** The member's bytes as they lie in the ZIP, in chunks of at most 1 MiB. */
  async *rawStream(member: ZipMember): AsyncGenerator<Buffer> {
    if (member.compressedSize <= READ_CHUNK_BYTES) {
      yield this.#readPacked(member);
      return;
    }
    const start = this.#dataStart(member);
    for (let done = 0; done < member.compressedSize; done += READ_CHUNK_BYTES) {
      const length = Math.min(READ_CHUNK_BYTES, member.compressedSize - done);
      yield this.file.readAt(start + done, length, member.name);
    }
  }

  /** The packed bytes of a small member: header and data in one read, which is what a read costs. */
  #readPacked(member: ZipMember, from = this.file): Buffer {
    const { header, dataStart } = this.#readHeader(member, member.compressedSize, from);
    const end = dataStart + member.compressedSize;
    if (end <= header.length) return header.subarray(dataStart, end);
    const offset = this.directory.offsets[member.index] ?? 0;
    return from.readAt(offset + dataStart, member.compressedSize, member.name);
  }

  /** Where a member's bytes begin in the file. */
  #dataStart(member: ZipMember): number {
    return (this.directory.offsets[member.index] ?? 0) + this.#readHeader(member, 0).dataStart;
  }

  /**
   * A member's local header, compared with the directory, and up to `ahead` bytes that follow it.
   * `dataStart` counts from the header's first byte.
   */
  #readHeader(member: ZipMember, ahead: number, from = this.file): { header: Buffer; dataStart: number } {
    const { offsets, nameLengths } = this.directory;
    const offset = offsets[member.index] ?? 0;
    const nameLength = nameLengths[member.index] ?? 0;
    const extraStart = LOCAL_HEADER.bytes + nameLength;
    const readable = Math.max(0, this.file.size - offset);
    const wanted = extraStart + EXPECTED_LOCAL_EXTRA_BYTES + ahead;
    let header = from.readAt(offset, Math.min(wanted, readable), member.name);
    const fail = (what: string) =>
      corrupt(
        member.name,
        "local header",
        `The entry of ${member.name} contradicts the ZIP's list (${what})`,
      );
    if (header.length < extraStart || header.readUInt32LE(0) !== LOCAL_HEADER.signature)
      throw fail("signature");
    const dataStart = extraStart + header.readUInt16LE(28);
    if (header.readUInt16LE(26) !== nameLength) throw fail("name");
    if (dataStart > header.length) header = from.readAt(offset, dataStart, member.name);
    if (header.toString("utf8", LOCAL_HEADER.bytes, extraStart) !== member.name) throw fail("name");
    const flags = header.readUInt16LE(6);
    if (flags & FLAG_ENCRYPTED) throw fail("encryption");
    if (header.readUInt16LE(8) !== (member.method === "stored" ? METHOD_STORED : METHOD_DEFLATED))
      throw fail("method");
    // With a data descriptor the header was written before the sizes were known, so there is nothing to compare.
    if ((flags & FLAG_DATA_DESCRIPTOR) === 0) {
      if (header.readUInt32LE(14) !== member.crc32) throw fail("CRC");
      const [size, compressedSize] = localSizes(header, extraStart, dataStart);
      if (size !== member.size || compressedSize !== member.compressedSize) throw fail("size");
    }
    return { header, dataStart };
  }

  #check(member: ZipMember, size: number, crc: number): void {
    if (size !== member.size) {
      throw corrupt(member.name, "size", `${member.name} has ${size} bytes where ${member.size} are named`, {
        expected: member.size,
        actual: size,
      });
    }
    if (crc !== member.crc32) {
      throw corrupt(member.name, "crc32", `The contents of ${member.name} do not match their checksum`, {
        expected: hex32(member.crc32),
        actual: hex32(crc),
      });
    }
  }
}

/** Adds up what comes out of a member. */
class RunningCheck {
  readonly #member: ZipMember;
  size = 0;
  crc = 0;

  constructor(member: ZipMember) {
    this.#member = member;
  }

  /** @throws `archive/corrupt` as soon as there are more bytes than the member names. */
  add(chunk: Buffer): void {
    this.size += chunk.length;
    if (this.size > this.#member.size) throw tooLong(this.#member);
    this.crc = crc32(chunk, this.crc);
  }
}

/** Sizes of a local header, [unpacked, packed]; its ZIP64 field always holds both, in this order (APPNOTE 4.5.3). */
function localSizes(header: Buffer, extraStart: number, extraEnd: number): [number, number] {
  const compressedSize = header.readUInt32LE(18);
  const size = header.readUInt32LE(22);
  if (size !== SEE_ZIP64 && compressedSize !== SEE_ZIP64) return [size, compressedSize];
  const wide = findExtra(header.subarray(extraStart, extraEnd), ZIP64_EXTRA_TAG);
  if (wide === null || wide.length < 16) return [size, compressedSize];
  return [Number(wide.readBigUInt64LE(0)), Number(wide.readBigUInt64LE(8))];
}

/** @param into Room for more than the member's bytes, which is filled instead of a new buffer where this runtime can. */
function inflate(member: ZipMember, packed: Buffer, into: Buffer | null): Buffer {
  try {
    const bytes = inflateWhole(packed, member.size, into);
    if (bytes !== null) {
      if (bytes.length > member.size) throw tooLong(member);
      return bytes;
    }
    // zlib wants room for at least one byte, and an output buffer near the size is the fastest for small members.
    const room = Math.max(member.size, 1);
    return inflateRawSync(packed, {
      maxOutputLength: room,
      chunkSize: Math.max(64, Math.min(room, ZLIB_CHUNK_BYTES)),
    });
  } catch (error) {
    throw toInflateError(member, error);
  }
}

function toInflateError(member: ZipMember, error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ERR_BUFFER_TOO_LARGE") return tooLong(member);
  if (!code.startsWith("Z_")) return error;
  return corrupt(
    member.name,
    "deflate",
    `The packed data of ${member.name} is damaged`,
    { zlib: code },
    error,
  );
}

function tooLong(member: ZipMember): Error {
  return corrupt(
    member.name,
    "size",
    `${member.name} unpacks to more than the ${member.size} bytes that it names`,
    {
      expected: member.size,
    },
  );
}
