import fs from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { AppError } from "../../shared/ipc/errors.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import { ThreadNews } from "../ipc/thread-news.ts";
import type { FromFiles, ToFiles } from "./files-messages.ts";

/** Archives below are read through before a thread is there. */
const LEAST_BYTES = 4 * 1024 * 1024;
/** Most of what the thread makes is of no use a moment later; with less room, V8 looks through all that stays time and again. */
const YOUNG_MIB = 32;

/**
 * Start the thread that reads the files of a legacy archive (`files-worker.ts`), for a file that may be one. Null where there is
 * nothing to gain. `stop` it in the end.
 */
export function startFilesThread(file: string): FilesThread | null {
  const program = threadProgram("files-worker");
  if (program === null || availableParallelism() === 1) return null;
  return bytesOf(file) >= LEAST_BYTES ? new FilesThread(program) : null;
}

/** Of a regular file; 0 for anything else, of which whoever opens it tells. */
function bytesOf(file: string): number {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0;
  }
}

/** That thread, and what is heard of it: nothing before the first `send`, and nothing behind the end. */
export class FilesThread {
  readonly news = new ThreadNews();
  readonly #worker: Worker;
  #failure: unknown = null;
  #hear: (message: FromFiles) => void = () => undefined;

  constructor(program: string) {
    this.#worker = new Worker(program, { resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB } });
    this.#worker.on("message", (message: FromFiles) => {
      this.#hear(message);
      this.news.wake();
    });
    this.#worker.on("error", (error) => this.fail(error));
    this.#worker.on("exit", () =>
      this.fail(new AppError("internal", "The thread that reads files has ended.")),
    );
  }

  /** Who hears what the thread tells. */
  set listener(hear: (message: FromFiles) => void) {
    this.#hear = hear;
  }

  send(order: ToFiles): void {
    this.#worker.postMessage(order);
  }

  /** Whatever is waited for fails with this; the first failure counts. */
  fail(error: unknown): void {
    this.#failure ??= error;
    this.news.wake();
  }

  /** @throws What went wrong; that the thread has ended, once it has. */
  requireWell(): void {
    if (this.#failure !== null) throw this.#failure;
  }

  /** The thread has ended when this resolves, whatever it was doing. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
