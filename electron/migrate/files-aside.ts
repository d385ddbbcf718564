import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflate-aside.ts";
import { threadProgram } from "../ipc/thread-program.ts";
import { DamagedFiles } from "../legacy/damaged-files.ts";
import { type HashedFiles, READING_FILES, repositoryOf } from "../legacy/hash-files.ts";
import { heldFiles, MOST_HELD_FILES } from "../legacy/held-files.ts";
import type { LegacyEntry, LegacyFiles, PackedFiles } from "../legacy/legacy-archive.ts";
import type { LegacyRepository } from "../legacy/legacy-repository.ts";
import { type FilesOrder, type FromFiles, KEY_BYTES, type ToFiles } from "./files-messages.ts";

/** What is less is read sooner than a thread has started. */
const LEAST_FILES = 2000;
const LEAST_BYTES = 16 * 1024 * 1024;
/** Files and folders that are told of at once: messages are few, and the first keys come soon. */
const PART_ENTRIES = 1024;
const MOST_EARLY_BYTES = 48 * 1024 * 1024;
const TURN_MS = 15;

/**
 * Begin to hash the files of a legacy archive and to copy the distinct ones into the new one, in a thread, where that is worth it:
 * in a ZIP, of which not so many files are to be kept in mind that tables would have to hold them. Null where it is not.
 * @param writer Nothing has been added to it, and nothing is until `finish`.
 * @param context For all that is waited for.
 * @throws AppError `cancelled`.
 */
export async function beginFiles(
  files: LegacyFiles,
  writer: ZipWriter,
  context: JobContext,
  readable: boolean,
): Promise<FilesAside | null> {
  const { packedIn, count, bytes } = files;
  const program = threadProgram("files-worker");
  const isWorthIt = availableParallelism() > 1 && (count >= LEAST_FILES || bytes >= LEAST_BYTES);
  if (packedIn === null || program === null || !isWorthIt || count > MOST_HELD_FILES) return null;
  const order: FilesOrder = { file: packedIn.file, target: writer.fd };
  const aside = new FilesAside(new Worker(program, { workerData: order }), files, context, readable);
  try {
    await aside.send(packedIn);
    return aside;
  } catch (error) {
    await aside.stop();
    throw error;
  }
}

/** The files of a legacy archive while a thread hashes and copies them. */
export class FilesAside {
  readonly #worker: Worker;
  readonly #files: LegacyFiles;
  readonly #context: JobContext;
  readonly #report: JobContext["progress"];
  readonly #readable: boolean;
  readonly #tables = heldFiles();
  readonly #queries = this.#tables.finish();
  readonly #known: LegacyRepository;
  readonly #damaged = new DamagedFiles();
  /** What was sent, part by part; of those that are back nothing is left. */
  readonly #parts: LegacyEntry[][] = [];
  /** Which part has the last file or folder of a node. */
  readonly #lastPartOf = new Map<string, number>();
  #partsBack = 0;
  readonly #early = new Map<number, EarlyPiece>();
  #earlyBytes = 0;
  #bytesRead = 0;
  #written: (FromFiles & { type: "end" })["written"] | null = null;
  #failure: unknown = null;
  #wake: () => void = () => undefined;

  constructor(worker: Worker, files: LegacyFiles, context: JobContext, readable: boolean) {
    this.#worker = worker;
    this.#files = files;
    this.#context = context;
    this.#report = pacedProgress(context);
    this.#readable = readable;
    this.#known = repositoryOf(files, this.#queries);
    worker.on("message", (message: FromFiles) => this.#hear(message));
    worker.on("error", (error) => this.#fail(error));
    worker.on("exit", () => {
      if (this.#written === null)
        this.#fail(new AppError("internal", "The thread that reads files has ended."));
    });
  }

  /** Answers for a node as soon as its files are hashed: those of most lie together, and in the order of nodes. */
  get repository(): LegacyRepository {
    return {
      ...this.#known,
      metadataOf: (uuid) => {
        const last = this.#lastPartOf.get(uuid) ?? -1;
        if (last < this.#partsBack) return this.#known.metadataOf(uuid);
        return this.#until(() => last < this.#partsBack).then(() => this.#known.metadataOf(uuid));
      },
    };
  }

  /** Tell the thread of all files. `cancelled`. */
  async send(packed: PackedFiles): Promise<void> {
    let turn = performance.now() + TURN_MS;
    let part: LegacyEntry[] = [];
    const flush = () => {
      const names = part.filter(({ isFolder }) => !isFolder).map(({ member }) => member);
      this.#parts.push(part);
      this.#post({ part: packed.part(names) });
      part = [];
    };
    for (const entry of this.#files.entries()) {
      part.push(entry);
      this.#lastPartOf.set(entry.uuid, this.#parts.length);
      if (part.length < PART_ENTRIES) continue;
      flush();
      if (performance.now() < turn) continue;
      await setImmediate();
      throwIfCancelled(this.#context.signal);
      turn = performance.now() + TURN_MS;
    }
    if (part.length > 0) flush();
    this.#post("end");
  }

  /**
   * Wait for all files, behind which the writer goes on then.
   * @throws AppError `archive/corrupt` with the damaged files in `findings`, unless they are left out; `disk/full`, `cancelled`.
   */
  async finish(writer: ZipWriter): Promise<HashedFiles> {
    await this.#until(() => this.#written !== null);
    if (!this.#readable) this.#damaged.refuse();
    writer.goOn(this.#written!);
    return {
      repository: this.#known,
      objects: this.#queries.objects,
      damaged: this.#damaged.summary(),
      close: () => undefined,
    };
  }

  /**
   * Have the thread deflate what is written of a database, when all files are read. What is done when it is stopped is in `early`.
   */
  deflate(database: string, level: number): void {
    this.#post({ database, level });
  }

  get early(): ReadonlyMap<number, EarlyPiece> {
    return this.#early;
  }

  /** The thread has ended when this resolves, whatever it was doing. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #post(message: ToFiles): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromFiles): void {
    if (message.type === "part") this.#take(message);
    else if (message.type === "end") this.#written = message.written;
    else if (message.type === "deflated") this.#keep(message.piece);
    else {
      const { code, message: text, details } = message.error;
      this.#fail(new AppError(code, text, details));
    }
    this.#wake();
  }

  #take({ keys, damaged }: FromFiles & { type: "part" }): void {
    const text = Buffer.from(keys.buffer, keys.byteOffset, keys.length).toString("latin1");
    const errors = new Map(damaged.map(({ at, error }) => [at, error]));
    let at = 0;
    for (const entry of this.#parts[this.#partsBack]!) {
      if (entry.isFolder) {
        this.#tables.addFolder(entry.uuid, entry.path);
        continue;
      }
      const error = errors.get(at);
      if (error) this.#damaged.add(entry.uuid, new AppError(error.code, error.message, error.details));
      else
        this.#tables.addFile(entry.uuid, entry.path, text.slice(at * KEY_BYTES, (at + 1) * KEY_BYTES), entry);
      this.#bytesRead += entry.size;
      at++;
    }
    this.#parts[this.#partsBack++] = [];
  }

  /** Pieces are held in memory until there are too many: then the rest is left to `deflateAside`. */
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
      this.#report({ phase: READING_FILES, done: this.#bytesRead, total: this.#files.bytes, unit: "bytes" });
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
