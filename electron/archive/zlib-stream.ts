import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Output buffer of a streaming inflate or deflate: fewer, larger chunks. */
export const ZLIB_CHUNK_BYTES = 256 * 1024;

/**
 * Chunks through a zlib stream. An error travels either way: a failing source or damaged data throws here, and a
 * reader that stops early ends the source.
 */
export async function* throughZlib(
  chunks: Iterable<Buffer> | AsyncIterable<Buffer>,
  transform: Duplex,
): AsyncGenerator<Buffer> {
  const done = pipeline(chunks, transform);
  done.catch(() => transform.destroy()); // reported below; here only so that it is never unhandled
  yield* transform as AsyncIterable<Buffer>;
  await done;
}
