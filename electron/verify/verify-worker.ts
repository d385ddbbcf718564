import { parentPort, workerData } from "node:worker_threads";
import { toWireError } from "../ipc/to-wire-error.ts";
import { type Batch, BatchReader } from "./check-batch.ts";
import { checkDatabase, type DatabaseTask } from "./check-database.ts";
import type { FromWorker, WorkerData } from "./worker-messages.ts";

/**
 * A thread of a check. It reads batches of a source's bytes, one after the other as they come, or checks one database,
 * so that the thread that asked for it stays free to answer.
 */

const { cancelled } = workerData as WorkerData;
const port = parentPort;
if (port === null) throw new Error("This runs as a thread only.");
const post = (message: FromWorker) => port.postMessage(message);
const isCancelled = () => Atomics.load(cancelled, 0) === 1;

const PROGRESS_EVERY_MS = 50;
let unreported = 0;
let reportAt = 0;
const reader = new BatchReader({
  isCancelled,
  progress(bytes) {
    unreported += bytes;
    const now = performance.now();
    if (now < reportAt) return;
    reportAt = now + PROGRESS_EVERY_MS;
    post({ type: "bytes", bytes: unreported });
    unreported = 0;
  },
});

async function read(batch: Batch): Promise<void> {
  try {
    const result = await reader.read(batch);
    post({ type: "batch", result, bytes: unreported });
    unreported = 0;
  } catch (error) {
    post({ type: "failed", error: toWireError(error) });
  }
}

function check(task: DatabaseTask): void {
  try {
    const steps = checkDatabase(task);
    let next = 0;
    for (;;) {
      const step = steps.next();
      if (step.done) return post({ type: "database", result: step.value });
      const now = performance.now();
      if (now < next) continue;
      next = now + PROGRESS_EVERY_MS;
      post({ type: "progress", progress: step.value });
      if (!isCancelled()) continue;
      steps.return(undefined as never); // lets go of the database; its value is not used
      return;
    }
  } catch (error) {
    post({ type: "failed", error: toWireError(error) });
  }
}

// One after the other, as they came: of a container's batches some wait for the disk.
let last = Promise.resolve();
port.on("message", (message: { batch: Batch } | { task: DatabaseTask }) => {
  last = last.then(() => ("batch" in message ? read(message.batch) : check(message.task)));
});
