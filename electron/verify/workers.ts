import os from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext } from "../archive/source.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import { type Batch, BatchReader, type BatchResult } from "./check-batch.ts";
import { checkDatabase, type DatabaseResult, type DatabaseTask, mergeResults } from "./check-database.ts";
import type { FromWorker, WorkerData } from "./worker-messages.ts";

/** More threads than this wait for the disk, and each takes memory. */
const MOST_THREADS = 4;
/** Batches that a thread has before it: one at work, one waiting, so that it never waits for us. */
const AHEAD = 2;
const TURN_MS = 15;

/** Null when this runs from the sources (unit tests): then the same work is done here, in slices. */
const workerFile = () => threadProgram("verify-worker");

/**
 * Read batches on as many threads as there are processors, at most four. Whatever ends it, no thread goes on.
 * @param onResult Called for each batch as it is done, in no order.
 * @param onBytes Unpacked bytes read since the last call.
 * @throws The first failure that is no damage; `cancelled`.
 */
export async function readBatches(
  batches: Iterator<Batch>,
  context: Pick<JobContext, "signal">,
  onResult: (result: BatchResult) => void,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const file = workerFile();
  if (file === null) return readHere(batches, context, onResult, onBytes);
  const threads = Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const workers: Worker[] = [];
  try {
    await watched(
      context,
      Promise.all(
        Array.from({ length: threads }, () => {
          const worker = start(file, cancelled);
          workers.push(worker);
          return drain(worker, batches, onResult, onBytes);
        }),
      ),
    );
  } finally {
    Atomics.store(cancelled, 0, 1);
    for (const worker of workers) void worker.terminate();
  }
}

/** Keep one thread fed until there are no batches left and it has answered all of its own. */
function drain(
  worker: Worker,
  batches: Iterator<Batch>,
  onResult: (result: BatchResult) => void,
  onBytes: (bytes: number) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let pending = 0;
    const feed = () => {
      while (pending < AHEAD) {
        const next = batches.next();
        if (next.done === true) break;
        pending++;
        worker.postMessage({ batch: next.value });
      }
      if (pending === 0) resolve();
    };
    listen(worker, reject, (message) => {
      if (message.type === "bytes") onBytes(message.bytes);
      if (message.type !== "batch") return;
      pending--;
      onBytes(message.bytes);
      onResult(message.result);
      feed();
    });
    feed();
  });
}

/**
 * Check a database on threads of their own, because SQLite's integrity check is one call that may take minutes. A large one
 * is checked by two at once, each with half of the work; one that has to be handed over in memory by one.
 */
export async function checkDatabaseAside(task: DatabaseTask, context: JobContext): Promise<DatabaseResult> {
  const file = workerFile();
  if (file === null) return runInSlices(checkDatabase(task), context);
  const isFile = typeof task.database === "string";
  const halves = isFile ? task.parts.map((part) => ({ ...task, parts: [part] })) : [task];
  const cancelled = new Int32Array(new SharedArrayBuffer(4));
  const workers: Worker[] = [];
  try {
    const results = halves.map((half) => {
      const worker = start(file, cancelled);
      workers.push(worker);
      return answerOf(worker, half, context);
    });
    // Rows have a progress; of SQLite's own check one hears only that it goes on.
    const waiting = {
      phase: "checking the pages of the database",
      done: 0,
      total: null,
      unit: "steps",
    } as const;
    void results.at(-1)?.then(
      () => context.progress(waiting),
      () => undefined, // told below
    );
    return mergeResults(await watched(context, Promise.all(results)));
  } finally {
    Atomics.store(cancelled, 0, 1);
    for (const worker of workers) void worker.terminate();
  }
}

function answerOf(worker: Worker, task: DatabaseTask, context: JobContext): Promise<DatabaseResult> {
  return new Promise((resolve, reject) => {
    listen(worker, reject, (message) => {
      if (message.type === "progress") context.progress(message.progress);
      if (message.type === "database") resolve(message.result);
    });
    worker.postMessage({ task });
  });
}

function start(file: string, cancelled: Int32Array): Worker {
  return new Worker(file, { workerData: { cancelled } satisfies WorkerData });
}

function listen(worker: Worker, reject: (error: unknown) => void, hear: (message: FromWorker) => void): void {
  worker.on("message", (message: FromWorker) => {
    if (message.type === "failed") {
      const { code, message: text, details } = message.error;
      reject(new AppError(code, text, details));
    } else hear(message);
  });
  worker.on("error", reject);
  worker.on("exit", () => reject(new AppError("internal", "A thread of the check ended before its work.")));
}

/** The work, or `cancelled` as soon as the caller gives up: a busy thread is not waited for. */
async function watched<T>({ signal }: Pick<JobContext, "signal">, work: Promise<T>): Promise<T> {
  throwIfCancelled(signal);
  let timer: NodeJS.Timeout | undefined;
  const gaveUp = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (signal.aborted) reject(new AppError("cancelled", "Cancelled."));
    }, TURN_MS);
  });
  try {
    return await Promise.race([work, gaveUp]);
  } finally {
    clearInterval(timer);
  }
}

async function readHere(
  batches: Iterator<Batch>,
  { signal }: Pick<JobContext, "signal">,
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
