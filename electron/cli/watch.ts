import fs from "node:fs";
import path from "node:path";
import { getHeapStatistics } from "node:v8";
import { Worker } from "node:worker_threads";
import { AppError } from "../../shared/ipc/errors.ts";
import type { WrittenBeforehand } from "../archive/beforehand.ts";
import { wasUnpackedBefore } from "../archive/unpacked-before.ts";
import { processLimits } from "../ipc/process-watch.ts";
import { UnpackingThread } from "./unpacking-thread.ts";
import {
  HAS_PRINTED,
  HAS_TOLD,
  PLACES,
  SIGNS_OF_LIFE,
  type WatchAnswer,
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

/** A watch over the running verb. */
export interface Watch {
  /** Something was printed to stdout. */
  printed(): void;
  /** The verb says itself why it was stopped. */
  told(): void;
  /** What to do when the verb has to stop: it has a moment to end in order before the process is ended. */
  onRefusal(stop: (error: AppError) => void): void;
  /** Where the watching thread unpacks the verb's archive first; null where there is nothing to unpack. */
  readonly unpacking: UnpackingThread | null;
}

/**
 * Watch this process from a thread of its own: when it takes more memory than it may, or is stuck in one call, the verb is
 * stopped with an error. Where it does not hear that, because it is deep in SQLite, the thread says so in its place and ends
 * the process with status 1. As long as the verb has not begun, the thread unpacks its archive, if that was not done before.
 * @param words What the verb was called with: beside files that these name, what was being written is removed.
 * @param opensArchive The first of them that names a file is an archive to be opened.
 */
export function watchThisProcess(words: readonly string[], opensArchive: boolean): Watch {
  const seen = new Int32Array(new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT));
  setInterval(() => Atomics.add(seen, SIGNS_OF_LIFE, 1), SIGN_EVERY_MS).unref();
  const places = words.filter((word) => !word.startsWith("-"));
  let stop: (error: AppError) => void = () => undefined;
  const begin = (archive: string | null) => {
    const order: WatchOrder = { seen, limits: limitsHere(), json: words.includes("--json"), places, archive };
    const worker = new Worker(workerFile(), { workerData: order });
    const written = new Promise<WrittenBeforehand | null>((resolve) => {
      worker.on("message", (answer: WatchAnswer) => {
        if ("written" in answer) return resolve(answer.written);
        const { code, message, details } = answer.refusal;
        stop(new AppError(code, message, details));
      });
      worker.on("error", () => resolve(null)); // without a watch the verb goes on as it is
      worker.on("exit", () => resolve(null));
    });
    worker.unref(); // last: who listens to a worker refers to it
    return written;
  };
  let unpacking: UnpackingThread | null = null;
  if (!process.env["STEMMA_MAX_RATIO"] && places.every(isSmallFile)) {
    setTimeout(() => void begin(null), MOMENT_MS).unref();
  } else {
    const archive = opensArchive ? archiveToUnpack(places) : null;
    const written = begin(archive);
    if (archive !== null) unpacking = new UnpackingThread(seen, written);
  }
  return {
    printed: () => void Atomics.store(seen, HAS_PRINTED, 1),
    told: () => void Atomics.store(seen, HAS_TOLD, 1),
    onRefusal: (listener) => void (stop = listener),
    unpacking,
  };
}

/** The first word that names a large file, if its database is not in the cache; null without. */
function archiveToUnpack(words: readonly string[]): string | null {
  const archive = words.find(isLargeFile);
  return archive === undefined || wasUnpackedBefore(archive, process.env) ? null : archive;
}

function limitsHere(): WatchOrder["limits"] {
  const { memoryBytes, silentSeconds } = processLimits();
  return { memoryBytes: Math.min(memoryBytes, getHeapStatistics().heap_size_limit * OF_HEAP), silentSeconds };
}

/** True also for what is no file: a PK, a label, something to be written. */
function isSmallFile(word: string): boolean {
  const stat = statOf(word);
  return stat === null || (stat.isFile() && stat.size <= SMALL_BYTES);
}

function isLargeFile(word: string): boolean {
  return statOf(word)?.isFile() === true && !isSmallFile(word);
}

function statOf(word: string): fs.Stats | null {
  try {
    return fs.statSync(word, { throwIfNoEntry: false }) ?? null;
  } catch {
    return null; // no name that the system takes
  }
}

/** Beside the entry of the program; this module may lie in its folder of chunks. */
function workerFile(): string {
  const here = import.meta.dirname;
  return path.join(path.basename(here) === "chunks" ? path.dirname(here) : here, "watch-worker.js");
}
