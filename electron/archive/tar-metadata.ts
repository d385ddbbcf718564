import { createGunzip } from "node:zlib";
import { setImmediate } from "node:timers/promises";
import { pipeline } from "node:stream/promises";
import { extract } from "tar-stream";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { corrupt } from "./corrupt.ts";
import { limit, limitError, RATIO_FREE_BYTES } from "./limits.ts";
import type { OpenFile } from "./open-file.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";
import { ZLIB_CHUNK_BYTES } from "./zlib-stream.ts";

const METADATA = "metadata.json";
const READ_BYTES = 1024 * 1024;

/**
 * `metadata.json` of a legacy archive in a tar (gzipped or not), read as a stream until it is found; nothing is
 * unpacked to disk. `archive/corrupt` when the tar is damaged or has no such member, `archive/limit` for a bomb.
 */
export async function readTarMetadata(
  file: OpenFile,
  gzipped: boolean,
  context: JobContext,
): Promise<Buffer> {
  const tar = extract();
  const counter = { packed: 0, unpacked: 0 };
  const source = packedChunks(file, counter, context);
  const feeding = gzipped
    ? pipeline(source, createGunzip({ chunkSize: ZLIB_CHUNK_BYTES }), checked(counter), tar)
    : pipeline(source, checked(counter), tar);
  feeding.catch((error: unknown) => tar.destroy(error instanceof Error ? error : new Error(String(error))));
  try {
    let members = 0;
    for await (const entry of tar) {
      if (++members > limit("STEMMA_MAX_MEMBERS")) {
        throw limitError("STEMMA_MAX_MEMBERS", "The tar's members are at least", members);
      }
      const name = entry.header.name.replace(/^(?:\.?\/)+/, "");
      if (name === METADATA && entry.header.type === "file")
        return await collect(entry as AsyncIterable<Buffer>);
      entry.resume();
    }
    await feeding;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw corrupt(null, "tar", "The tar cannot be read to its end", {}, error);
  }
  throw corrupt(METADATA, "member missing", `The tar holds no ${METADATA}, so it is not an AiiDA archive`);
}

async function* packedChunks(
  file: OpenFile,
  counter: { packed: number },
  context: JobContext,
): AsyncGenerator<Buffer> {
  const report = pacedProgress(context);
  while (counter.packed < file.size) {
    await setImmediate(); // reading is synchronous: let a cancel through
    throwIfCancelled(context.signal);
    const chunk = file.readAt(counter.packed, Math.min(READ_BYTES, file.size - counter.packed));
    counter.packed += chunk.length;
    yield chunk;
    report({
      phase: "looking into the tar",
      done: counter.packed,
      total: file.size,
      unit: "bytes",
    });
  }
}

function checked(counter: { packed: number; unpacked: number }) {
  return async function* check(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      counter.unpacked += chunk.length;
      const ratio = Math.ceil(counter.unpacked / counter.packed);
      if (counter.unpacked > RATIO_FREE_BYTES && ratio > limit("STEMMA_MAX_RATIO")) {
        throw limitError("STEMMA_MAX_RATIO", "The tar grows on unpacking by a factor of", ratio);
      }
      yield chunk;
    }
  };
}

async function collect(entry: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of entry) {
    bytes += part.length;
    if (bytes > limit("STEMMA_MAX_METADATA_BYTES")) {
      throw limitError(
        "STEMMA_MAX_METADATA_BYTES",
        `${METADATA} has at least this many bytes:`,
        bytes,
        METADATA,
      );
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}
