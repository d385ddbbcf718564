import { setImmediate } from "node:timers/promises";
import type { JobContext } from "../archive/source.ts";
import { type Batch, BatchReader, type BatchResult } from "./check-batch.ts";

const TURN_MS = 15;

/** Read batches in this thread, in slices, so that other calls and a cancel are heard. @throws As `CheckThreads.read`. */
export async function readHere(
  batches: Iterator<Batch>,
  signal: JobContext["signal"],
  onResult: (result: BatchResult) => void,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let turnAt = performance.now() + TURN_MS;
  const reader = new BatchReader({
    isCancelled: () => signal.aborted,
    progress: onBytes,
    turn: async () => {
      if (performance.now() < turnAt) return;
      await setImmediate();
      turnAt = performance.now() + TURN_MS;
    },
  });
  try {
    for (let next = batches.next(); next.done !== true; next = batches.next())
      onResult(await reader.read(next.value));
  } finally {
    reader.close();
  }
}
