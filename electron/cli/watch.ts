import fs from "node:fs";
import path from "node:path";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { AppError, type WireError } from "../../shared/ipc/errors.ts";
import { announceLongCallsTo } from "../ipc/long-call.ts";
import { processLimits } from "../ipc/process-watch.ts";
import {
  GRANTED_SECONDS,
  HAS_PRINTED,
  HAS_TOLD,
  NEVER,
  SIGNS_OF_LIFE,
  type WatchOrder,
} from "./watch-order.ts";

const SIGN_EVERY_MS = 100;
/** Node ends itself without a word of ours when its heap is full, so the watch has to come first. */
const OF_HEAP = 0.9;
/**
 * Below this the watch begins a moment later, which most verbs on small files do not live to see: a thread costs 20 ms of a
 * processor. What such a file can unpack to is followed page by page before SQLite reads it (`check-pages.ts`), so that no
 * call is endless, unless somebody raised the limit on that.
 */
const SMALL_BYTES = 1024 * 1024;
const MOMENT_MS = 100;
/** What fits into its place. */
const MOST_GRANTED = 2 ** 31 - 1;

/** A watch over the running verb. */
export interface Watch {
  /** Something was printed to stdout. */
  printed(): void;
  /** The verb says itself why it was stopped. */
  told(): void;
  /** What to do when the verb has to stop: it has a moment to end in order before the process is ended. */
  onRefusal(stop: (error: AppError) => void): void;
}

/**
 * Watch this process from a thread of its own: when it takes more memory than it may, or is stuck in one call, the verb is
 * stopped with an error. Where it does not hear that, because it is deep in SQLite, the thread says so in its place and ends
 * the process with status 1.
 * @param words What the verb was called with: beside files that these name, what was being written is removed.
 */
export function watchThisProcess(words: readonly string[]): Watch {
  const seen = new Int32Array(new SharedArrayBuffer((NEVER + 1) * Int32Array.BYTES_PER_ELEMENT));
  const giveSign = () => void Atomics.add(seen, SIGNS_OF_LIFE, 1);
  setInterval(giveSign, SIGN_EVERY_MS).unref();
  announceLongCallsTo((seconds) => {
    giveSign(); // before a grant ends: what was granted is no silence
    Atomics.store(seen, GRANTED_SECONDS, Math.min(seconds, MOST_GRANTED));
  });
  const places = words.filter((word) => !word.startsWith("-"));
  let stop: (error: AppError) => void = () => undefined;
  const begin = () => {
    const order: WatchOrder = { seen, limits: limitsHere(), json: words.includes("--json"), places };
    const worker = new Worker(workerFile(), { workerData: order });
    worker.on("message", ({ code, message, details }: WireError) =>
      stop(new AppError(code, message, details)),
    );
    worker.on("error", () => undefined); // without a watch the verb goes on as it is
    worker.unref();
  };
  if (!process.env["STEMMA_MAX_RATIO"] && places.every(isSmallFile)) setTimeout(begin, MOMENT_MS).unref();
  else begin();
  return {
    printed: () => void Atomics.store(seen, HAS_PRINTED, 1),
    told: () => void Atomics.store(seen, HAS_TOLD, 1),
    onRefusal: (listener) => void (stop = listener),
  };
}

function limitsHere(): WatchOrder["limits"] {
  const { memoryBytes, silentSeconds } = processLimits();
  return { memoryBytes: Math.min(memoryBytes, getHeapStatistics().heap_size_limit * OF_HEAP), silentSeconds };
}

/** Whether a file cannot hold much. True also for what is no file: a PK, a label, something to be written. */
export function isSmallFile(word: string): boolean {
  try {
    const stat = fs.statSync(word, { throwIfNoEntry: false });
    return stat === undefined || (stat.isFile() && stat.size <= SMALL_BYTES);
  } catch {
    return true; // no name that the system takes
  }
}

/** Beside the entry of the program; this module may lie in its folder of chunks. */
function workerFile(): string {
  const here = import.meta.dirname;
  return path.join(path.basename(here) === "chunks" ? path.dirname(here) : here, "watch-worker.js");
}
