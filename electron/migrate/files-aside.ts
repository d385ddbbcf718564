import { AppError, type WireError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import type { SharedFile } from "../archive/open-file.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import type { ZipWriter } from "../archive/zip-writer.ts";
import type { EarlyPiece } from "../export/deflated-file.ts";
import { READING_FILES, treeOf } from "../legacy/hash-files.ts";
import type { LegacyRepository } from "../legacy/legacy-repository.ts";
import type { FromFiles, ListedFiles } from "./files-messages.ts";
import type { FilesThread } from "./files-thread.ts";
import { UUID_LENGTH } from "./node-order.ts";
import type { TreesOfNodes } from "./told-trees.ts";

/** Deflated pieces that are held in memory: what comes behind them is left to `DeflatedFile`. */
const MOST_EARLY_BYTES = 48 * 1024 * 1024;
const TURN_MS = 15;

/** The files of a legacy archive of version 0.4 or later while a thread lists, hashes and copies them. */
export class FilesAside {
  readonly #thread: FilesThread;
  readonly #context: JobContext;
  readonly #report: JobContext["progress"];
  /** Of all nodes that have files or folders; null as long as they are not read. The whole is null as long as nothing is listed. */
  #trees: Map<string, string | null> | null = null;
  #bytes = 0;
  #bytesRead = 0;
  #warnings: readonly string[] = [];
  readonly #early = new Map<number, EarlyPiece>();
  #earlyBytes = 0;
  #end: (FromFiles & { type: "end" }) | null = null;
  #isUnsuitable = false;

  /**
   * Begin to read a legacy archive, and to copy the distinct files of its nodes into the new one.
   * @param thread Started for this; it stays its starter's to stop.
   * @param file The archive, a ZIP.
   * @param writer Of the new archive: nothing has been added to it, and nothing is until `finish`.
   * @param context For all that is waited for.
   */
  constructor(thread: FilesThread, file: SharedFile, writer: ZipWriter, context: JobContext) {
    this.#thread = thread;
    this.#context = context;
    this.#report = pacedProgress(context);
    thread.listener = (message) => this.#hear(message);
    const { path, fd, size } = file;
    thread.send({ type: "files", file: { path, fd, size }, target: writer.fd });
  }

  /** Whether the archive turned out to be none that is to be migrated in this way; then whatever is waited for fails. */
  get isUnsuitable(): boolean {
    return this.#isUnsuitable;
  }

  /** Whether so much is still to be read that who asks for all nodes would wait. */
  get isLate(): boolean {
    return this.#trees === null || this.#bytesRead < this.#bytes / 2;
  }

  /** As `LegacyArchive`; complete when anything else has been waited for. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /**
   * Answers for a node as soon as its files are hashed: nodes mostly lie in their order. Files are not read nor removed, which
   * steps do for archives before 0.4 only.
   */
  get repository(): LegacyRepository {
    const beforeItsTime = () =>
      new Error("only archives before 0.4 are converted with the contents of files");
    const noFiles = treeOf([]);
    const tree = (uuid: string) => {
      const told = this.#trees?.get(uuid);
      return told === undefined && this.#trees !== null ? noFiles : (told ?? null);
    };
    return {
      metadataOf: (uuid) =>
        tree(uuid) ?? this.#until(() => tree(uuid) !== null).then(() => tree(uuid) ?? noFiles),
      read: () => Promise.reject(beforeItsTime()),
      remove: () => {
        throw beforeItsTime();
      },
    };
  }

  /**
   * Wait for all files, behind which the writer goes on then.
   * @throws AppError `archive/corrupt` with the damaged files in `findings`; `disk/full`, `cancelled`.
   */
  async finish(writer: ZipWriter): Promise<void> {
    await this.#until(() => this.#end !== null);
    writer.goOn(this.#end!.written);
  }

  /** Have the thread deflate what is written of a database, when all files are read. What it did until it was stopped is in `early`. */
  deflate(database: string, level: number): void {
    this.#thread.send({ type: "database", database, level });
  }

  get early(): ReadonlyMap<number, EarlyPiece> {
    return this.#early;
  }

  #hear(message: FromFiles): void {
    switch (message.type) {
      case "listed":
        this.#takeList(message.list);
        break;
      case "unsuitable":
        this.#isUnsuitable = true;
        this.#thread.fail(new Error("this archive is not migrated with its files aside"));
        break;
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
        this.#thread.fail(asError(message.error));
    }
  }

  #takeList({ uuids, bytes, warnings }: ListedFiles): void {
    const trees = new Map<string, null>();
    for (let at = 0; at < uuids.length; at += UUID_LENGTH) trees.set(uuids.slice(at, at + UUID_LENGTH), null);
    this.#trees = trees;
    this.#bytes = bytes;
    this.#warnings = warnings;
  }

  #takeTrees({ uuids, trees, bytesRead }: TreesOfNodes): void {
    for (let i = 0; i < uuids.length; i++) this.#trees!.set(uuids[i]!, trees[i]!);
    this.#bytesRead += bytesRead;
  }

  #keep({ position, ...piece }: EarlyPiece & { position: number }): void {
    this.#early.set(position, piece);
    this.#earlyBytes += piece.deflated.length;
    if (this.#earlyBytes > MOST_EARLY_BYTES) void this.#thread.stop();
  }

  async #until(isReached: () => boolean): Promise<void> {
    while (!isReached()) {
      this.#thread.requireWell();
      throwIfCancelled(this.#context.signal);
      this.#report({ phase: READING_FILES, done: this.#bytesRead, total: this.#bytes, unit: "bytes" });
      await this.#thread.news.next(TURN_MS);
    }
  }
}

function asError({ code, message, details }: WireError): AppError {
  return new AppError(code, message, details);
}
