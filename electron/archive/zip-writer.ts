import { crc32, createDeflateRaw, deflateRawSync } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import type { RawMember } from "./source.ts";
import { METHOD_DEFLATED, METHOD_STORED } from "./zip-format.ts";
import {
  centralRecordBytes,
  endRecords,
  localHeaderBytes,
  type MemberFacts,
  needsZip64,
  writeCentralRecord,
  writeLocalHeader,
} from "./zip-headers.ts";
import { throughZlib, ZLIB_CHUNK_BYTES } from "./zlib-stream.ts";
import { writeAll } from "./write-all.ts";

/** What goes into a member: one buffer after the other, ready or still to come. */
export type Chunks = Iterable<Buffer> | AsyncIterable<Buffer>;

/** The members that a writer has written: all that another one needs to go on behind them, as plain data for a thread. */
export interface WrittenMembers {
  count: number;
  /** Bytes of the file. */
  bytes: number;
  /** What the central directory says of them. */
  records: Uint8Array[];
}

export interface ZipWriterOptions {
  /** Members that the central directory lists first. */
  leading?: readonly string[];
  /** The caller sees to it that no name comes twice, which is checked otherwise. */
  areDistinct?: boolean;
}

const WRITE_BUFFER_BYTES = 1024 * 1024; // measured: fewer, larger writes are what makes raw copying cheap
const SLAB_BYTES = 256 * 1024;

/**
 * Announced sizes from here on get ZIP64 fields in the local header, because the header is written before the
 * compressed size is known and deflate may grow incompressible data. The bound is Python's `zipfile`, which AiiDA uses.
 */
const STREAM_ZIP64_FROM = Math.floor((2 ** 31 - 1) / 1.05);

/**
 * Writes a ZIP archive the way AiiDA does (`docs/data-model.md`, "Container"): sizes and CRC in the local header and no
 * data descriptor, no extra fields but ZIP64's, mode 0600, made by Unix. Every member carries the same fixed time, so the
 * same members give the same bytes. Members lie in the order they were added; the central directory lists those named
 * in `leading` first, in that order, then the rest as added.
 *
 * The caller owns the file descriptor: it is written from its start and neither flushed nor closed here. After an
 * error the file is worthless and the caller removes it. Memory: the write buffer plus about 120 bytes a member, and 150 more where names are checked.
 * Failures of the disk come out as Node's system errors: `toDiskError` names them.
 */
export class ZipWriter {
  readonly #fd: number;
  readonly #leading: readonly string[];
  readonly #buffer = Buffer.allocUnsafe(WRITE_BUFFER_BYTES);
  #buffered = 0;
  #flushed = 0;
  /** Null where the caller sees to it that no name comes twice. */
  readonly #names: Set<string> | null;
  #count = 0;
  readonly #leadingRecords = new Map<string, Buffer>();
  #slabs: Buffer[] = [];
  #slabUsed = 0;
  #finished = false;

  constructor(fd: number, { leading = [], areDistinct = false }: ZipWriterOptions = {}) {
    this.#fd = fd;
    this.#leading = leading;
    this.#names = areDistinct ? null : new Set();
  }

  /** The file, for the thread whose writer hands over to this one. */
  get fd(): number {
    return this.#fd;
  }

  /** Bytes written so far, those still in the buffer included. */
  get bytesWritten(): number {
    return this.#flushed + this.#buffered;
  }

  get memberCount(): number {
    return this.#count;
  }

  /** End here, so that another one goes on. None of the leading members may have been added. */
  handOver(): WrittenMembers {
    this.#finished = true;
    this.#flush();
    const last = this.#slabs.length - 1;
    const records = this.#slabs.map((slab, i) => (i === last ? slab.subarray(0, this.#slabUsed) : slab));
    return { count: this.memberCount, bytes: this.#flushed, records };
  }

  /** Go on behind what another one has written to the same file; nothing has been added here so far. */
  goOn({ count, bytes, records }: WrittenMembers): void {
    this.#count = count;
    this.#flushed = bytes;
    this.#slabs = records.map(({ buffer, byteOffset, length }) => Buffer.from(buffer, byteOffset, length));
    this.#slabUsed = records.at(-1)?.length ?? 0;
  }

  /**
   * Add a member whose bytes are already as they will lie: copied from another ZIP, or stored. The chunks must come to
   * exactly `member.compressedSize` bytes, else `archive/corrupt` (the other ZIP changed or ends early). The CRC is
   * taken on trust.
   */
  async addRaw(name: string, member: RawMember, chunks: Chunks): Promise<void> {
    const facts = this.#beginPacked(name, member);
    let copied = 0;
    for await (const chunk of chunks) {
      copied += chunk.length;
      this.#write(chunk);
    }
    if (copied !== member.compressedSize) throw sizeMismatch(name, member.compressedSize, copied);
    this.#end(facts);
  }

  /** As `addRaw`, for a member that is in memory. */
  addPacked(name: string, member: RawMember, bytes: Buffer): void {
    if (bytes.length !== member.compressedSize) throw sizeMismatch(name, member.compressedSize, bytes.length);
    const facts = this.#beginPacked(name, member);
    this.#write(bytes);
    this.#end(facts);
  }

  #beginPacked(name: string, { method, crc32, compressedSize, size }: RawMember): MemberFacts {
    const facts = this.#begin(name, {
      method: method === "stored" ? METHOD_STORED : METHOD_DEFLATED,
      crc32,
      compressedSize,
      size,
    });
    this.#writeHeader(facts);
    return facts;
  }

  /** Add a member from memory; deflated at `level` 1 to 9, stored at 0. */
  addBuffer(name: string, bytes: Buffer, level: number): void {
    const data = level === 0 ? bytes : deflateRawSync(bytes, { level, ...smallChunk(bytes.length) });
    const facts = this.#begin(name, {
      method: level === 0 ? METHOD_STORED : METHOD_DEFLATED,
      crc32: crc32(bytes),
      compressedSize: data.length,
      size: bytes.length,
    });
    this.#writeHeader(facts);
    this.#write(data);
    this.#end(facts);
  }

  /**
   * Add a member too large for memory, deflated at `level` 1 to 9 or stored at 0. `size` is its exact length in bytes
   * and must be known (a file's, a ZIP member's); chunks of another total give `archive/corrupt`. The header is
   * written first and patched afterwards.
   */
  async addStream(name: string, chunks: Chunks, level: number, size: number): Promise<void> {
    const facts = this.#beginPatched(name, level === 0 ? METHOD_STORED : METHOD_DEFLATED, size);
    const start = this.bytesWritten;
    let read = 0;
    let crc = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        read += chunk.length;
        if (read > size) throw sizeMismatch(name, size, read);
        crc = crc32(chunk, crc);
        yield chunk;
      }
    }
    for await (const part of level === 0
      ? counted()
      : throughZlib(counted(), createDeflateRaw({ level, chunkSize: ZLIB_CHUNK_BYTES })))
      this.#write(part);
    if (read !== size) throw sizeMismatch(name, size, read);
    this.#endPatched(facts, start, crc);
  }

  /**
   * Add a member that is deflated as it comes; the header is patched afterwards, as by `addStream`.
   * @param size The member's exact length before it was deflated, in bytes.
   * @param crc Its CRC, on trust; asked for when the last chunk has been taken.
   */
  async addDeflated(name: string, chunks: Chunks, size: number, crc: () => number): Promise<void> {
    const facts = this.#beginPatched(name, METHOD_DEFLATED, size);
    const start = this.bytesWritten;
    for await (const chunk of chunks) this.#write(chunk);
    this.#endPatched(facts, start, crc());
  }

  /** Write the central directory and the archive's comment; the archive is then complete. Returns its size in bytes. */
  finish(comment = ""): number {
    this.#finished = true;
    const offset = this.bytesWritten;
    for (const name of this.#leading) {
      const record = this.#leadingRecords.get(name);
      if (record !== undefined) this.#write(record);
    }
    const last = this.#slabs.length - 1;
    for (const [i, slab] of this.#slabs.entries()) {
      this.#write(i === last ? slab.subarray(0, this.#slabUsed) : slab);
    }
    this.#write(endRecords(this.memberCount, offset, this.bytesWritten - offset, comment));
    this.#flush();
    return this.#flushed;
  }

  #begin(name: string, member: Omit<MemberFacts, "name" | "nameBytes" | "offset" | "zip64">): MemberFacts {
    if (this.#finished) throw new Error("the archive is finished");
    if (this.#names?.has(name)) throw new Error(`the archive has a member ${name} already`);
    this.#names?.add(name);
    this.#count++;
    const { method, crc32, compressedSize, size } = member;
    const offset = this.bytesWritten;
    const nameBytes = Buffer.byteLength(name);
    return { name, nameBytes, method, crc32, compressedSize, size, offset, zip64: needsZip64(member) };
  }

  #end(facts: MemberFacts): void {
    const bytes = centralRecordBytes(facts);
    if (this.#leading.includes(facts.name)) {
      const record = Buffer.allocUnsafe(bytes);
      writeCentralRecord(facts, record, 0);
      this.#leadingRecords.set(facts.name, record);
      return;
    }
    writeCentralRecord(facts, this.#slabFor(bytes), this.#slabUsed);
    this.#slabUsed += bytes;
  }

  /** Central records lie end to end in slabs: one small buffer a member would cost several times the memory. */
  #slabFor(bytes: number): Buffer {
    const last = this.#slabs.at(-1);
    if (last && this.#slabUsed + bytes <= last.length) return last;
    if (last) this.#slabs[this.#slabs.length - 1] = last.subarray(0, this.#slabUsed);
    const slab = Buffer.allocUnsafe(SLAB_BYTES);
    this.#slabs.push(slab);
    this.#slabUsed = 0;
    return slab;
  }

  /** Begin a member of which only its size is known; `#endPatched` puts the rest into its header. */
  #beginPatched(name: string, method: number, size: number): MemberFacts {
    const facts = this.#begin(name, { method, crc32: 0, compressedSize: 0, size });
    facts.zip64 ||= size >= STREAM_ZIP64_FROM;
    this.#writeHeader(facts);
    return facts;
  }

  /** @param start Where the member's own bytes began. */
  #endPatched(facts: MemberFacts, start: number, crc: number): void {
    facts.crc32 = crc;
    facts.compressedSize = this.bytesWritten - start;
    this.#patch(facts);
    this.#end(facts);
  }

  #patch(facts: MemberFacts): void {
    this.#flush();
    const header = Buffer.allocUnsafe(localHeaderBytes(facts));
    writeLocalHeader(facts, header, 0);
    writeAll(this.#fd, header, facts.offset);
  }

  #writeHeader(facts: MemberFacts): void {
    const bytes = localHeaderBytes(facts);
    if (bytes > WRITE_BUFFER_BYTES - this.#buffered) this.#flush();
    writeLocalHeader(facts, this.#buffer, this.#buffered);
    this.#buffered += bytes;
  }

  #write(bytes: Buffer): void {
    if (bytes.length > WRITE_BUFFER_BYTES - this.#buffered) this.#flush();
    if (bytes.length >= WRITE_BUFFER_BYTES) {
      writeAll(this.#fd, bytes, this.#flushed);
      this.#flushed += bytes.length;
      return;
    }
    bytes.copy(this.#buffer, this.#buffered);
    this.#buffered += bytes.length;
  }

  #flush(): void {
    writeAll(this.#fd, this.#buffer.subarray(0, this.#buffered), this.#flushed);
    this.#flushed += this.#buffered;
    this.#buffered = 0;
  }
}

/** Deflating small input is up to twice as fast when zlib's output buffer is not much larger than what comes out. */
function smallChunk(bytes: number): { chunkSize?: number } {
  return bytes < 16 * 1024 ? { chunkSize: Math.max(64, bytes + 64) } : {};
}

function sizeMismatch(name: string, expected: number, actual: number): AppError {
  return new AppError("archive/corrupt", `${name} should have ${expected} bytes but has ${actual}.`, {
    member: name,
    check: "size",
    expected,
    actual,
  });
}
