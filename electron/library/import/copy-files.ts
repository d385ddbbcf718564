import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext, ObjectStore } from "../../archive/source.ts";
import type { OpenLibrary } from "../open-library.ts";
import { PackWriter } from "../pack-writer.ts";

const WHOLE_BYTES = 1024 * 1024; // read in one piece; larger ones stream
const TURN_MS = 20;

/** Copy objects of the archive into the store, each compared with its key. Errors as `PackWriter.add`. */
export async function copyFiles(
  { objects }: { objects: ObjectStore },
  library: OpenLibrary,
  keys: readonly string[],
  context: JobContext,
): Promise<void> {
  const report = pacedProgress(context);
  const total = keys.reduce((sum, key) => sum + (objects.size(key) ?? 0), 0);
  const writer = new PackWriter(library, { count: keys.length, bytes: total });
  let done = 0;
  const copied = (bytes: number) => {
    done += bytes;
    report({ phase: COPYING, done, total, unit: "bytes" });
  };
  copied(0);
  try {
    await copyInto(writer, objects, keys, { signal: context.signal, copied });
    throwIfCancelled(context.signal);
    writer.finish();
  } finally {
    writer.discard();
  }
}

/** What copying reports as its phase. */
export const COPYING = "copying files";

/**
 * Give a writer these objects, in this order, letting other work in every 20 ms. Errors as `PackWriter.add`.
 * @param context `copied` hears of every object, or piece of a large one, with its bytes.
 */
export async function copyInto(
  writer: PackWriter,
  objects: Pick<ObjectStore, "size" | "read" | "stream">,
  keys: readonly string[],
  { signal, copied }: Pick<JobContext, "signal"> & { copied(bytes: number): void },
): Promise<void> {
  let turn = performance.now() + TURN_MS;
  for (const key of keys) {
    const size = objects.size(key) ?? 0;
    if (size <= WHOLE_BYTES) {
      writer.addWhole(key, objects.read(key));
      copied(size);
    } else await writer.add({ key, chunks: watched(objects.stream(key)) });
    throwIfCancelled(signal);
    if (performance.now() < turn) continue;
    await setImmediate();
    turn = performance.now() + TURN_MS;
  }

  async function* watched(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      throwIfCancelled(signal);
      copied(chunk.length);
      yield chunk;
    }
  }
}
