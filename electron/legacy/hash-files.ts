import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { limit, limitError } from "../archive/limits.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { createScratchDatabase } from "../db/connect.ts";
import { legacyFileTables, type LegacyFileQueries, type ObjectRow } from "../db/queries/legacy-files.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { DamagedFiles, type DamageOfFiles } from "./damaged-files.ts";
import { heldFiles, MOST_HELD_FILES } from "./held-files.ts";
import type { LegacyFiles } from "./legacy-archive.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import { type FileReading, readFiles } from "./read-files.ts";
import { repositoryJson, type TreeRow } from "./repository-json.ts";

/** The hashed files of a legacy archive. */
export interface HashedFiles {
  readonly repository: LegacyRepository;
  /** Distinct contents that are left, in the order in which they lie in the archive. */
  objects(): IterableIterator<ObjectRow>;
  /** Files that could not be read, when they were to be left out. */
  readonly damaged: DamageOfFiles;
  close(): void;
}

const TURN_MS = 15;
/** What is told while files are read. */
export const READING_FILES = "reading the files of the nodes";

export interface HashOptions extends Pick<FileReading, "onNew"> {
  /** Leave damaged files out instead of refusing the archive. */
  readable: boolean;
}

/**
 * Read every file of a legacy archive's nodes once and hash it. Memory: up to 40 MB and one chunk, whatever the number and
 * size of files; what would take more goes to a nameless temporary file. Progress in bytes.
 * @throws AppError `archive/corrupt` once all is read, with the damaged files in `findings`; `disk/full`, `cancelled`.
 */
export async function hashFiles(
  files: LegacyFiles,
  context: JobContext,
  { readable, onNew }: HashOptions,
): Promise<HashedFiles> {
  const db = files.count > MOST_HELD_FILES ? createScratchDatabase() : null;
  try {
    const tables = db ? legacyFileTables(db) : heldFiles();
    const damaged = new DamagedFiles();
    const turns = new Turns(files, context);
    await readFiles(files, files.entries(), {
      tables,
      damaged,
      onBytes: (bytes) => turns.after(bytes),
      ...(onNew && { onNew }),
    });
    if (!readable) damaged.refuse();
    const queries = tables.finish();
    return {
      repository: repositoryOf(files, queries),
      objects: queries.objects,
      damaged: damaged.summary(),
      close: () => db?.close(),
    };
  } catch (error) {
    db?.close();
    throw toArchiveError(error);
  }
}

/** Reports, and lets others have their turn. */
class Turns {
  readonly #total: number;
  readonly #context: JobContext;
  readonly #report: JobContext["progress"];
  #done = 0;
  #next = 0;

  constructor({ bytes }: LegacyFiles, context: JobContext) {
    this.#total = bytes;
    this.#context = context;
    this.#report = pacedProgress(context);
  }

  /** So many bytes have been read; null when nobody else has to have a turn yet. */
  after(bytes: number): Promise<void> | null {
    this.#done += bytes;
    return performance.now() >= this.#next ? this.#take() : null;
  }

  async #take(): Promise<void> {
    this.#report({ phase: READING_FILES, done: this.#done, total: this.#total, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(this.#context.signal);
    this.#next = performance.now() + TURN_MS;
  }
}

function repositoryOf(files: LegacyFiles, queries: LegacyFileQueries): LegacyRepository {
  return {
    metadataOf: (uuid) => treeOf(queries.entriesOf(uuid)),
    read: async (uuid, path, maxBytes) => {
      const place = queries.placeOf(uuid, path);
      return place && files.read(place, maxBytes);
    },
    remove: queries.remove,
  };
}

/** The text of a node's `repository_metadata`. `archive/limit`. */
export function treeOf(filesAndFolders: Iterable<TreeRow>): string {
  return repositoryJson(notTooMany(filesAndFolders));
}

/** Rows as they come. `archive/limit` for more than one node may have: the text of its tree is one piece. */
function* notTooMany<T>(rows: Iterable<T>): Generator<T> {
  let most: number | null = null; // looked up in the environment, which is slow, and most nodes have none
  let count = 0;
  for (const row of rows) {
    most ??= limit("STEMMA_MAX_NODE_FILES");
    if (++count > most)
      throw limitError("STEMMA_MAX_NODE_FILES", (n) => `One node has at least ${n} files`, count);
    yield row;
  }
}
