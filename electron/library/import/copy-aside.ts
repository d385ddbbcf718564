import { Worker } from "node:worker_threads";
import { AppError } from "../../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext, JobProgress, ObjectStore } from "../../archive/source.ts";
import type { ZipPart } from "../../archive/zip-part.ts";
import { threadProgram } from "../../ipc/thread-program.ts";
import { ThreadNews } from "../../ipc/thread-news.ts";
import type { OpenLibrary } from "../open-library.ts";
import { COPYING, copyFiles } from "./copy-files.ts";
import type { CopyOrder, FromCopier, ToCopier } from "./copy-messages.ts";
import type { WantedFiles } from "./wanted-files.ts";

/** Files that are being copied into a store while its rows come. */
export interface Copying {
  /** Run a step of the import, until it is done or copying fails. */
  beside<T>(step: Generator<JobProgress, T>): Generator<JobProgress, T>;
  /** Wait for all of them, which have their places then. Errors as `PackWriter.add`; `cancelled`. */
  finish(context: JobContext): Promise<void>;
  /** Whatever is not in its place is removed when this returns. May be called after `finish`. */
  stop(): Promise<void>;
}

/** What is less is copied sooner than a thread has started. */
const LEAST_OBJECTS = 1000;
const LEAST_BYTES = 16 * 1024 * 1024;

/**
 * Begin to copy objects of the archive into the store, in a thread where that is worth it; else `finish` does it.
 * @param bytes Uncompressed bytes of all of them.
 */
export function beginCopying(
  source: { objects: ObjectStore },
  library: OpenLibrary,
  wanted: WantedFiles,
  bytes: number,
): Copying {
  const { aside } = source.objects;
  const program = threadProgram("copy-worker");
  const { count, places } = wanted;
  if (aside && places && program !== null && (count >= LEAST_OBJECTS || bytes >= LEAST_BYTES)) {
    const { folder, container, loosePrefixLength, packBytes } = library;
    const order: CopyOrder = {
      file: aside.file,
      place: { folder, container, loosePrefixLength, packBytes },
      incoming: { count, bytes },
      stopped: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
    };
    return new CopyingAside(program, order, partsOf(source.objects, aside, places));
  }
  return {
    beside: (step) => step,
    finish: (context) => copyFiles(source, library, wanted.keys(), context),
    stop: () => Promise.resolve(),
  };
}

const PART_OBJECTS = 512;
const PART_BYTES = 2 * 1024 * 1024;

function* partsOf(
  objects: ObjectStore,
  aside: NonNullable<ObjectStore["aside"]>,
  places: Int32Array,
): Generator<ZipPart> {
  let first = 0;
  let bytes = 0;
  for (const [i, place] of places.entries()) {
    bytes += objects.sizeOfPlace?.(place) ?? 0;
    if (i + 1 - first < PART_OBJECTS && bytes < PART_BYTES && i + 1 < places.length) continue;
    yield aside.part(places.subarray(first, i + 1));
    first = i + 1;
    bytes = 0;
  }
}

/**
 * Parts that the thread has before it, so that it goes on while an index is made here: for some tenths of a second and no longer,
 * since what it computes counts as ours while nothing is heard of us (`electron/ipc/process-watch.ts`).
 */
const AHEAD = 32;
const TURN_MS = 15;
/** What the thread makes is of no use a moment later: with more room it would keep more of it, and not be faster. */
const YOUNG_MIB = 8;

class CopyingAside implements Copying {
  readonly #order: CopyOrder;
  readonly #worker: Worker;
  readonly #parts: Iterator<ZipPart>;
  readonly #ended: Promise<void>;
  #pending = 0;
  #isAllSent = false;
  #isFinished = false;
  #done = 0;
  #failure: unknown = null;
  readonly #news = new ThreadNews();

  constructor(program: string, order: CopyOrder, parts: Iterator<ZipPart>) {
    this.#order = order;
    this.#parts = parts;
    this.#worker = new Worker(program, {
      workerData: order,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB },
    });
    this.#worker.on("message", (message: FromCopier) => this.#hear(message));
    this.#worker.on("error", (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on("exit", () => {
        if (!this.#isFinished)
          this.#fail(new AppError("internal", "The thread that copies files has ended."));
        resolve();
      });
    });
    this.#feed();
  }

  *beside<T>(step: Generator<JobProgress, T>): Generator<JobProgress, T> {
    for (;;) {
      const next = step.next();
      if (next.done) return next.value;
      this.#requireWell();
      yield next.value;
    }
  }

  async finish({ signal, progress }: JobContext): Promise<void> {
    const report = pacedProgress({ signal, progress });
    const waitFor = async (isReached: () => boolean) => {
      while (!isReached()) {
        this.#requireWell();
        throwIfCancelled(signal);
        report({ phase: COPYING, done: this.#done, total: this.#order.incoming.bytes, unit: "bytes" });
        await this.#news.next(TURN_MS);
      }
    };
    await waitFor(() => this.#isAllSent);
    this.#send({ step: "finish" });
    await waitFor(() => this.#isFinished);
  }

  async stop(): Promise<void> {
    Atomics.store(this.#order.stopped, 0, 1);
    this.#send({ step: "stop" });
    await this.#ended;
  }

  #feed(): void {
    while (this.#pending < AHEAD && !this.#isAllSent) {
      const next = this.#parts.next();
      this.#isAllSent = next.done === true;
      if (!next.done) this.#pending++;
      this.#send(next.done ? { step: "end" } : { part: next.value });
    }
  }

  #send(message: ToCopier): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromCopier): void {
    if (message.type === "copied") this.#done += message.bytes;
    if (message.type === "finished") this.#isFinished = true;
    if (message.type === "failed") {
      const { code, message: text, details } = message.error;
      this.#fail(new AppError(code, text, details));
    }
    if (message.type === "part") {
      this.#pending--;
      this.#feed();
    }
    this.#news.wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#news.wake();
  }

  #requireWell(): void {
    if (this.#failure !== null) throw this.#failure;
  }
}
