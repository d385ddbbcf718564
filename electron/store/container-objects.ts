import { createHash } from "node:crypto";
import { createInflate, inflateSync } from "node:zlib";
import { AppError } from "../../shared/ipc/errors.ts";
import { limit, objectLimitError } from "../archive/limits.ts";
import type { ObjectStore } from "../archive/source.ts";
import { toSourceError } from "../archive/source-error.ts";
import { takeSlice } from "../archive/take-slice.ts";
import { throughZlib, ZLIB_CHUNK_BYTES } from "../archive/zlib-stream.ts";
import type { Container, Found } from "./container.ts";
import { storeCorrupt } from "./store-error.ts";

const CHUNK_BYTES = 1024 * 1024;
/** Objects up to this size are read whole for a slice, and the last one is kept: paging through a file checks it once. */
const WHOLE_OBJECT_BYTES = 16 * 1024 * 1024;

/**
 * A container as an object store. What is read whole or streamed to its end is compared with its key, the SHA-256 of its
 * bytes. An object that a running `verdi storage maintain` moves under us is looked for once more.
 */
export function containerObjects(container: Container): ObjectStore {
  let last: { key: string; bytes: Buffer } | null = null;

  function find(key: string, isShort = true): Found {
    const found = container.find(key, isShort);
    if (found) return found;
    throw storeCorrupt(`container/${key}`, "member missing", `The profile lacks the file contents ${key}`, {
      key,
    });
  }

  /** Again, if it failed on an index that was written since. */
  function reading<T>(read: () => T): T {
    try {
      return read();
    } catch (first) {
      const error = toSourceError(first, STORE);
      const mayHaveMoved = error instanceof AppError && error.code === "store/corrupt";
      if (!mayHaveMoved || !container.refresh()) throw error;
    }
    try {
      return read();
    } catch (error) {
      throw toSourceError(error, STORE);
    }
  }

  function read(key: string, maxBytes: number): Buffer {
    return reading(() => withFound(find(key), (found) => readWhole(found, key, maxBytes)));
  }

  async function* stream(key: string): AsyncGenerator<Buffer> {
    container.refresh(); // what has begun cannot be begun again
    const found = reading(() => find(key, false));
    try {
      const hash = createHash("sha256");
      let size = 0;
      for await (const chunk of chunksOf(found)) {
        size += chunk.length;
        if (size > found.size) throw damaged(key, found.name, "size");
        hash.update(chunk);
        yield chunk;
      }
      if (size !== found.size) throw damaged(key, found.name, "size");
      checkHash(key, found.name, hash.digest("hex"));
    } catch (error) {
      throw toSourceError(toInflateError(error, key, found.name), STORE);
    } finally {
      found.close();
    }
  }

  return {
    keys: () => container.keys(),
    get count() {
      return container.count;
    },
    get totalBytes() {
      return container.unpackedBytes;
    },
    size: (key) => reading(() => container.size(key)),
    read: (key, maxBytes = limit("STEMMA_MAX_OBJECT_BYTES")) => read(key, maxBytes),
    readSlice: async (key, offset, length) => {
      const size = reading(() => container.size(key)) ?? 0;
      if (size <= WHOLE_OBJECT_BYTES) {
        if (last?.key !== key) last = { key, bytes: read(key, WHOLE_OBJECT_BYTES) };
        return last.bytes.subarray(offset, offset + length);
      }
      const from = Math.min(offset, size);
      const bytes = Math.min(length, size - from);
      const direct = reading(() => withFound(find(key), (found) => readPart(found, from, bytes)));
      return direct ?? takeSlice(stream(key), from, bytes);
    },
    stream,
    raw: () => null,
    rawStream: stream,
  };
}

const STORE = { kind: "store" } as const;

function withFound<T>(found: Found, work: (found: Found) => T): T {
  try {
    return work(found);
  } finally {
    found.close();
  }
}

function readWhole(found: Found, key: string, maxBytes: number): Buffer {
  if (found.size > maxBytes) throw objectLimitError(`container/${key}`, found.size, maxBytes);
  const bytes = unpacked(found, key);
  if (bytes.length !== found.size) throw damaged(key, found.name, "size");
  checkHash(key, found.name, createHash("sha256").update(bytes).digest("hex"));
  return bytes;
}

function unpacked(found: Found, key: string): Buffer {
  if (found.kind === "loose") return found.file.readAt(0, found.size, found.name);
  const packed = found.file.readAt(found.offset, found.length, found.name);
  if (!found.isCompressed) return packed;
  try {
    return inflateSync(packed, { maxOutputLength: found.size + 1 });
  } catch (error) {
    throw toInflateError(error, key, found.name);
  }
}

/** Part of an object that lies there as it is, unchecked; null for a compressed one. */
function readPart(found: Found, from: number, length: number): Buffer | null {
  if (found.kind === "loose") return found.file.readAt(from, length, found.name);
  return found.isCompressed ? null : found.file.readAt(found.offset + from, length, found.name);
}

function chunksOf(found: Found): AsyncIterable<Buffer> | Iterable<Buffer> {
  if (found.kind === "loose") return piecesOf(found, 0, found.size);
  const pieces = piecesOf(found, found.offset, found.length);
  return found.isCompressed ? throughZlib(pieces, createInflate({ chunkSize: ZLIB_CHUNK_BYTES })) : pieces;
}

function* piecesOf({ file, name }: Found, from: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += CHUNK_BYTES) {
    yield file.readAt(from + at, Math.min(CHUNK_BYTES, length - at), name);
  }
}

function checkHash(key: string, name: string, actual: string): void {
  if (actual !== key) throw damaged(key, name, "sha256", { actual });
}

function damaged(key: string, name: string, check: string, details = {}, cause?: unknown): AppError {
  return storeCorrupt(
    name,
    check,
    `The file contents ${key} are damaged in the profile`,
    { key, ...details },
    cause,
  );
}

/** zlib's own errors as damage; everything else as it is. */
function toInflateError(error: unknown, key: string, name: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return /^(?:Z_|ERR_BUFFER_TOO_LARGE)/.test(code)
    ? damaged(key, name, "zlib", { zlib: code }, error)
    : error;
}
