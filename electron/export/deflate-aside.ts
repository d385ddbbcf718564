import fs from "node:fs";
import { crc32, createDeflateRaw } from "node:zlib";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { RawMember } from "../archive/source.ts";
import { throughZlib, ZLIB_CHUNK_BYTES } from "../archive/zlib-stream.ts";

/** A file that is being deflated beside other work. */
export interface DeflatedAside {
  /** The deflated bytes, in a file beside the given one, and what a ZIP says of them. Rejects as the work fails. */
  finished: Promise<RawMember & { file: string }>;
  /** Bytes of the file that have been taken so far. */
  done(): number;
  /** Ends the work if it still goes on, and waits until it touches nothing any more. Never rejects. */
  stop(): Promise<void>;
}

const READ_BYTES = 1024 * 1024;

/**
 * Deflate a file into one beside it, in a thread of zlib's, while the caller does other things. `finished` need not be
 * awaited by a caller that fails before: `stop` hears its error.
 */
export function deflateAside(path: string, level: number, signal: CancelSignal): DeflatedAside {
  let isStopped = false;
  let size = 0;
  let crc = 0;
  async function* read(): AsyncGenerator<Buffer> {
    for await (const chunk of fs.createReadStream(path, { highWaterMark: READ_BYTES })) {
      if (isStopped) return;
      throwIfCancelled(signal);
      const bytes = chunk as Buffer; // no encoding is set: chunks are buffers
      size += bytes.length;
      crc = crc32(bytes, crc);
      yield bytes;
    }
  }
  async function deflate(): Promise<RawMember & { file: string }> {
    const file = `${path}.deflated`;
    const handle = await fs.promises.open(file, "wx", 0o600);
    let compressedSize = 0;
    try {
      const stream = createDeflateRaw({ level, chunkSize: ZLIB_CHUNK_BYTES });
      for await (const part of throughZlib(read(), stream)) {
        for (let at = 0; at < part.length; ) at += (await handle.write(part, at)).bytesWritten;
        compressedSize += part.length;
      }
    } finally {
      await handle.close();
    }
    return { file, method: "deflated", crc32: crc, compressedSize, size };
  }
  const finished = deflate();
  const settled = finished.then(
    () => undefined,
    () => undefined, // told by `finished` to whoever awaits it
  );
  return {
    finished,
    done: () => size,
    stop: () => {
      isStopped = true;
      return settled;
    },
  };
}
