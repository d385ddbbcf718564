import { Worker } from "node:worker_threads";
import { AppError } from "../../shared/ipc/errors.ts";
import type { JobProgress } from "../archive/source.ts";
import type { Batch, BatchResult } from "./check-batch.ts";
import type { DatabaseResult, DatabaseTask } from "./check-database.ts";
import type { FromWorker, WorkerData } from "./worker-messages.ts";

/** Batches that a thread has before it: one at work, one waiting, so that it never waits for us. */
const AHEAD = 2;

/** What a thread was asked for and has not answered. */
interface Asked {
  hear: (message: FromWorker) => void;
  reject: (error: unknown) => void;
}

/** One thread of a check, seen from outside. It does one thing after the other, in the order in which it is asked. */
export class CheckThread {
  readonly #worker: Worker;
  readonly #asked: Asked[] = [];
  #parts = 0;
  #isOver = false;

  /**
   * @param file Its program (`verify-worker.ts`).
   * @param cancelled Shared, see `WorkerData`.
   * @param onFree Called when it can take more.
   */
  constructor(file: string, cancelled: Int32Array, onFree: () => void) {
    this.#worker = new Worker(file, { workerData: { cancelled } satisfies WorkerData });
    this.#worker.on("message", (message: FromWorker) => this.#take(message, onFree));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () =>
      this.#fail(new AppError("internal", "A thread of the check ended before its work.")),
    );
  }

  /** How much it was asked for and has not done. */
  get pending(): number {
    return this.#asked.length;
  }

  /** True while it has to do with a database, which takes long. */
  get isChecking(): boolean {
    return this.#parts > 0;
  }

  /** True if another batch would be read soon. */
  get takesBatch(): boolean {
    return !this.isChecking && this.pending < AHEAD;
  }

  /** Read a batch. */
  read(
    batch: Batch,
    onBytes: (bytes: number) => void,
    done: (result: BatchResult) => void,
    reject: (error: unknown) => void,
  ): void {
    const hear = (message: FromWorker) => {
      if (message.type === "bytes" || message.type === "batch") onBytes(message.bytes);
      if (message.type === "batch") done(message.result);
    };
    this.#ask({ batch }, { hear, reject });
  }

  /** Check a database, or a part of one. */
  check(
    task: DatabaseTask,
    progress: (value: JobProgress) => void,
    done: (result: DatabaseResult) => void,
    reject: (error: unknown) => void,
  ): void {
    this.#parts++;
    const hear = (message: FromWorker) => {
      if (message.type === "progress") progress(message.progress);
      if (message.type === "database") done(message.result);
    };
    this.#ask({ task }, { hear, reject });
  }

  /** End it at once. */
  end(): void {
    void this.#worker.terminate();
  }

  #ask(message: { batch: Batch } | { task: DatabaseTask }, asked: Asked): void {
    if (this.#isOver) return asked.reject(new AppError("internal", "A thread of the check is gone."));
    this.#asked.push(asked);
    this.#worker.postMessage(message);
  }

  #take(message: FromWorker, onFree: () => void): void {
    const isAnswer = message.type === "batch" || message.type === "database" || message.type === "failed";
    const asked = isAnswer ? this.#asked.shift() : this.#asked[0];
    if (message.type === "database") this.#parts--;
    if (message.type === "failed") {
      const { code, message: text, details } = message.error;
      asked?.reject(new AppError(code, text, details));
    } else asked?.hear(message);
    if (isAnswer) onFree();
  }

  #fail(error: unknown): void {
    this.#isOver = true;
    for (const { reject } of this.#asked.splice(0)) reject(error);
  }
}
