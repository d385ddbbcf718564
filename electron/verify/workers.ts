import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { JobContext, JobProgress } from "../archive/source.ts";
import { runInSlices } from "../provenance/run-in-slices.ts";
import type { Batch, BatchResult } from "./check-batch.ts";
import { checkDatabase, type DatabaseResult, type DatabaseTask, mergeResults } from "./check-database.ts";
import { CheckThread } from "./check-thread.ts";
import type { DatabaseSubject } from "./database-subject.ts";
import { readHere } from "./read-here.ts";

/** More threads than this wait for the disk, and each takes memory. */
const MOST_THREADS = 4;
const TURN_MS = 15;

/**
 * Where the thread's program lies: in a build beside the code that starts it, or one folder above. Null when this runs
 * from the sources (unit tests), which a thread cannot load: then the same work is done here, in slices.
 */
function workerFile(): string | null {
  const folders = [import.meta.dirname, path.join(import.meta.dirname, "..")];
  return (
    folders.map((folder) => path.join(folder, "verify-worker.js")).find((file) => fs.existsSync(file)) ?? null
  );
}

/** Batches that somebody wants read: where the next ones come from, and who hears of them. */
interface Reading {
  batches: Iterator<Batch>;
  onResult: (result: BatchResult) => void;
  onBytes: (bytes: number) => void;
  /** Batches that were handed out. */
  pending: number;
  isDrained: boolean;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** A part of a database that waits for a thread. */
type Waiting = (thread: CheckThread) => void;

/**
 * The threads of one check, as many as there are processors, at most four, each started when there is work for it. Parts of
 * a database take long, so they go first; batches fill what is left.
 */
export class CheckThreads {
  readonly #file = workerFile();
  readonly #signal: JobContext["signal"];
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));
  readonly #threads: CheckThread[] = [];
  readonly #most = Math.max(1, Math.min(MOST_THREADS, os.availableParallelism()));
  readonly #readings: Reading[] = [];
  readonly #waiting: Waiting[] = [];
  #spared = 0;

  /** @param signal Cancels all that is asked for. */
  constructor(signal: JobContext["signal"]) {
    this.#signal = signal;
  }

  /** Ends all threads, whatever they do. */
  close(): void {
    Atomics.store(this.#cancelled, 0, 1);
    for (const thread of this.#threads) thread.end();
  }

  /**
   * Read batches.
   * @param onResult Called for each batch as it is done, in no order.
   * @param onBytes Unpacked bytes read since the last call.
   * @throws The first failure that is no damage; `cancelled`.
   */
  read(
    batches: Iterator<Batch>,
    onResult: (result: BatchResult) => void,
    onBytes: (bytes: number) => void,
  ): Promise<void> {
    if (this.#file === null) return readHere(batches, this.#signal, onResult, onBytes);
    const reading = new Promise<void>((resolve, reject) => {
      this.#readings.push({ batches, onResult, onBytes, pending: 0, isDrained: false, resolve, reject });
      this.#feed();
    });
    return watched(this.#signal, reading);
  }

  /**
   * Check a database, because SQLite's integrity check is one call that may take minutes. One that is a file is checked by
   * two threads at once, each with half of the work; one that has to be handed over in memory by one.
   */
  async checkDatabase(
    { keys, ...subject }: DatabaseSubject,
    progress: (value: JobProgress) => void,
  ): Promise<DatabaseResult> {
    if (this.#file === null) {
      const task: DatabaseTask = { ...subject, keys: keys(), pages: true };
      return runInSlices(checkDatabase(task), { signal: this.#signal, progress });
    }
    const part = (half: Pick<DatabaseTask, "keys" | "pages">) =>
      this.#checkPart({ ...subject, ...half }, progress);
    const isFile = typeof subject.database === "string";
    const pages = isFile ? part({ keys: null, pages: true }) : null; // at work while keys are made
    const rest = Promise.resolve().then(() => part({ keys: keys(), pages: !isFile }));
    // Rows have a progress; of SQLite's own check one hears only that it goes on.
    const waiting = {
      phase: "checking the pages of the database",
      done: 0,
      total: null,
      unit: "steps",
    } as const;
    void rest.then(
      () => progress(waiting),
      () => undefined, // told below
    );
    const results = await watched(this.#signal, Promise.all([pages, rest]));
    return mergeResults(results.filter((result) => result !== null));
  }

  /** Start all threads: to be called when there will be a database for two of them, since to start takes a while. */
  prepare(): void {
    while (this.#file !== null && this.#threads.length < this.#most) this.#start(this.#file);
  }

  /** Leave a processor to work of this thread: meanwhile one thread less reads batches, where there are several. */
  async sparing<T>(work: Promise<T>): Promise<T> {
    this.#spared++;
    try {
      return await work;
    } finally {
      this.#spared--;
      this.#feed();
    }
  }

  #checkPart(task: DatabaseTask, progress: (value: JobProgress) => void): Promise<DatabaseResult> {
    return new Promise((resolve, reject) => {
      this.#waiting.push((thread) => thread.check(task, progress, resolve, reject));
      this.#feed();
    });
  }

  /** Hand out work until every thread has enough, or there is none. */
  #feed(): void {
    for (const waiting of this.#waiting.splice(0)) {
      const thread = this.#free(this.#most, (one) => !one.isChecking);
      if (thread === null) this.#waiting.push(waiting);
      else waiting(thread);
    }
    const most = Math.max(1, this.#most - this.#spared);
    for (let reading = this.#readings[0]; reading !== undefined; reading = this.#readings[0]) {
      const thread = this.#free(most, (one) => one.takesBatch);
      if (thread === null) return;
      const next = reading.batches.next();
      if (next.done === true) {
        this.#readings.shift();
        reading.isDrained = true;
        if (reading.pending === 0) reading.resolve();
      } else this.#hand(thread, next.value, reading);
    }
  }

  #hand(thread: CheckThread, batch: Batch, reading: Reading): void {
    reading.pending++;
    const done = (result: BatchResult) => {
      reading.pending--;
      reading.onResult(result);
      this.#feed();
      if (reading.isDrained && reading.pending === 0) reading.resolve();
    };
    thread.read(batch, reading.onBytes, done, reading.reject);
  }

  /** A thread with nothing to do, else a new one, else one that has the least; null when none takes more. */
  #free(most: number, takes: (thread: CheckThread) => boolean): CheckThread | null {
    const able = this.#threads.slice(0, most).filter(takes);
    able.sort((a, b) => a.pending - b.pending);
    const least = able[0] ?? null;
    if (least?.pending === 0 || this.#threads.length >= most || this.#file === null) return least;
    return this.#start(this.#file);
  }

  #start(file: string): CheckThread {
    const thread = new CheckThread(file, this.#cancelled, () => this.#feed());
    this.#threads.push(thread);
    return thread;
  }
}

/** The work, or `cancelled` as soon as the caller gives up: a busy thread is not waited for. */
async function watched<T>(signal: JobContext["signal"], work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const gaveUp = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (signal.aborted) reject(new AppError("cancelled", "Cancelled."));
    }, TURN_MS);
  });
  try {
    throwIfCancelled(signal);
    return await Promise.race([work, gaveUp]);
  } finally {
    clearInterval(timer);
    work.catch(() => undefined); // when it fails later, nobody waits for it any more
  }
}
