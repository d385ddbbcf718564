import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { AppError, type WireError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import type { DamageOfFiles } from "../legacy/damaged-files.ts";
import { READING_FILES, treeOf } from "../legacy/hash-files.ts";
import { MOST_HELD_FILES } from "../legacy/held-files.ts";
import type { LegacyFiles } from "../legacy/legacy-archive.ts";
import type { LegacyRepository } from "../legacy/legacy-repository.ts";
import type { FilesOrder, FromFiles, ToFiles } from "./files-messages.ts";
import { nodesInOrder } from "./node-order.ts";
import type { TreesOfNodes } from "./told-trees.ts";

/** What is less is read sooner than a thread has started. */
const LEAST_FILES = 2000;
const LEAST_BYTES = 16 * 1024 * 1024;
/** Deflated pieces that are held in memory: what comes behind them is left to `deflateAside`. */
const MOST_EARLY_BYTES = 48 * 1024 * 1024;
/** Most of what the thread makes is of no use a moment later; with less room, V8 looks through all that stays time and again. */
const YOUNG_MIB = 32;
const TURN_MS = 15;

/**
 * Begin to hash the files of a legacy archive and to copy the distinct ones into the new one, in a thread, where that is worth it:
 * in a ZIP in which those of a node lie together, with no more files than may be noted in memory. Null where it is not.
 * @param writer Nothing has been added to it, and nothing is until `finish`.
 * @param context For all that is waited for.
 */
export function beginFiles(
  files: LegacyFiles,
  writer: ZipWriter,
  context: JobContext,
  readable: boolean,
): FilesAside | null {
  const { packedIn, count, bytes } = files;
  const program = threadProgram("files-worker");
  const isWorthIt = availableParallelism() > 1 && (count >= LEAST_FILES || bytes >= LEAST_BYTES);
  if (packedIn === null || program === null || !isWorthIt || count > MOST_HELD_FILES) return null;
  const list = packedIn.list();
  const nodes = nodesInOrder(list.names);
  if (nodes === null) return null;
  const order: FilesOrder = {
    file: packedIn.file,
    list,
    target: writer.fd,
    known: { count, bytes },
    readable,
  };
  const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MIB };
  return new FilesAside(new Worker(program, { workerData: order, resourceLimits }), nodes, bytes, context);
}

/** The files of a legacy archive of version 0.4 or later while a thread hashes and copies them. `stop` it in the end. */
export class FilesAside {
  readonly #worker: Worker;
  /** All nodes that have files or folders. */
  readonly #nodes: ReadonlySet<string>;
  readonly #bytes: number;
  readonly #context: JobContext;
  readonly #report: JobContext["progress"];
  readonly #trees = new Map<string, string>();
  #bytesRead = 0;
  readonly #early = new Map<number, EarlyPiece>();
  #earlyBytes = 0;
  #end: (FromFiles & { type: "end" }) | null = null;
  #failure: unknown = null;
  #wake: () => void = () => undefined;

  constructor(worker: Worker, nodes: ReadonlySet<string>, bytes: number, context: JobContext) {
    this.#worker = worker;
    this.#nodes = nodes;
    this.#bytes = bytes;
    this.#context = context;
    this.#report = pacedProgress(context);
    worker.on("message", (message: FromFiles) => this.#hear(message));
    worker.on("error", (error) => this.#fail(error));
    worker.on("exit", () => {
      if (this.#end === null) this.#fail(new AppError("internal", "The thread that reads files has ended."));
    });
  }

  /**
   * Answers for a node as soon as its files are hashed: nodes mostly lie in their order. Files are not read nor removed, which
   * steps do for archives before 0.4 only.
   */
  get repository(): LegacyRepository {
    const beforeItsTime = () =>
      new Error("only archives before 0.4 are converted with the contents of files");
    return {
      metadataOf: (uuid) => {
        if (!this.#nodes.has(uuid)) return treeOf([]);
        const tree = () => this.#trees.get(uuid);
        return tree() ?? this.#until(() => this.#trees.has(uuid)).then(() => tree()!);
      },
      read: () => Promise.reject(beforeItsTime()),
      remove: () => {
        throw beforeItsTime();
      },
    };
  }

  /**
   * Wait for all files, behind which the writer goes on then.
   * @throws AppError `archive/corrupt` with the damaged files in `findings`, unless they are left out; `disk/full`, `cancelled`.
   */
  async finish(writer: ZipWriter): Promise<{ damaged: DamageOfFiles }> {
    await this.#until(() => this.#end !== null);
    const { written, damaged } = this.#end!;
    writer.goOn(written);
    return { damaged };
  }

  /** Have the thread deflate what is written of a database, when all files are read. What it did until it was stopped is in `early`. */
  deflate(database: string, level: number): void {
    const order: ToFiles = { database, level };
    this.#worker.postMessage(order);
  }

  get early(): ReadonlyMap<number, EarlyPiece> {
    return this.#early;
  }

  /** The thread has ended when this resolves, whatever it was doing. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #hear(message: FromFiles): void {
    switch (message.type) {
      case "trees":
        this.#takeTrees(message.of);
        break;
      case "end":
        this.#end = message;
        break;
      case "deflated":
        this.#keep(message.piece);
        break;
      case "failed":
        this.#fail(asError(message.error));
    }
    this.#wake();
  }

  #takeTrees({ uuids, trees, bytesRead }: TreesOfNodes): void {
    for (let i = 0; i < uuids.length; i++) this.#trees.set(uuids[i]!, trees[i]!);
    this.#bytesRead += bytesRead;
  }

  #keep({ position, ...piece }: EarlyPiece & { position: number }): void {
    this.#early.set(position, piece);
    this.#earlyBytes += piece.deflated.length;
    if (this.#earlyBytes > MOST_EARLY_BYTES) void this.stop();
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      if (this.#failure !== null) throw this.#failure;
      throwIfCancelled(this.#context.signal);
      this.#report({ phase: READING_FILES, done: this.#bytesRead, total: this.#bytes, unit: "bytes" });
      await this.#news();
    }
  }

  /** Until the thread tells something, or for some time. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, TURN_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function asError({ code, message, details }: WireError): AppError {
  return new AppError(code, message, details);
}
