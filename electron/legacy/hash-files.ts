import { createHash, hash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { limit, limitError } from "../archive/limits.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { createScratchDatabase } from "../db/connect.ts";
import { legacyFileTables, type LegacyFileQueries, type ObjectRow } from "../db/queries/legacy-files.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import { heldFiles, MOST_HELD_FILES } from "./held-files.ts";
import type { LegacyFiles, LegacyPlace, PackedContents } from "./legacy-archive.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import { damageSentence } from "./damage-sentence.ts";
import { repositoryJson } from "./repository-json.ts";

/** The hashed files of a legacy archive. */
export interface HashedFiles {
  readonly repository: LegacyRepository;
  /** Distinct contents that are left, in the order in which they lie in the archive. */
  objects(): IterableIterator<ObjectRow>;
  /** Files that could not be read, in words, when they were to be left out; the number may be larger. */
  readonly damaged: { count: number; findings: readonly string[]; nodes: number };
  close(): void;
}

const TURN_MS = 15;
const MAX_FINDINGS = 20;
/** Files up to here are read in one piece. */
export const WHOLE_BYTES = 1024 * 1024;

/** The contents of a small file, in memory already, valid until the next file is read; `packed` in a ZIP only. */
export type Contents = Pick<PackedContents, "bytes"> & { packed: Omit<PackedContents, "bytes"> | null };

export interface HashOptions {
  /** Leave damaged files out instead of refusing the archive. */
  readable: boolean;
  /** Is told of all distinct contents as they are met, with those of up to 1 MiB at hand: who copies them reads them once. */
  onNew?: (object: ObjectRow, contents: Contents | null) => Promise<void> | void;
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
    const damaged = new Damaged();
    const turns = new Turns(files, context);
    for (const entry of files.entries()) {
      if (entry.isFolder) {
        tables.addFolder(entry.uuid, entry.path);
        continue;
      }
      let contents: Contents | null = null;
      let key: string;
      try {
        if (entry.size <= WHOLE_BYTES) {
          contents = contentsOf(files, entry);
          key = hash("sha256", contents.bytes);
          if (turns.isDue(contents.bytes.length)) await turns.take();
        } else key = await hashLarge(files, entry, turns);
      } catch (error) {
        damaged.add(entry.uuid, error);
        continue;
      }
      const isNew = tables.addFile(entry.uuid, entry.path, key, entry);
      if (!isNew || !onNew) continue;
      const { member, place, size } = entry;
      const kept = onNew({ key, member, place, size }, contents);
      if (kept) await kept;
    }
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

function contentsOf(files: LegacyFiles, place: LegacyPlace): Contents {
  if (files.packedIn === null) return { bytes: files.read(place, WHOLE_BYTES), packed: null };
  const { bytes, ...packed } = files.packedIn.readPacked(place.member, WHOLE_BYTES);
  return { bytes, packed };
}

async function hashLarge(files: LegacyFiles, place: LegacyPlace, turns: Turns): Promise<string> {
  const sum = createHash("sha256");
  for await (const chunk of files.stream(place)) {
    sum.update(chunk);
    if (turns.isDue(chunk.length)) await turns.take();
  }
  return sum.digest("hex");
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

  /** Whether it is time, so many bytes having been read. */
  isDue(bytes: number): boolean {
    this.#done += bytes;
    return performance.now() >= this.#next;
  }

  async take(): Promise<void> {
    const phase = "reading the files of the nodes";
    this.#report({ phase, done: this.#done, total: this.#total, unit: "bytes" });
    await setImmediate();
    throwIfCancelled(this.#context.signal);
    this.#next = performance.now() + TURN_MS;
  }
}

class Damaged {
  readonly #errors: AppError[] = [];
  readonly #nodes = new Set<string>();
  #count = 0;

  /** Note damage; whatever else failed is thrown on. */
  add(uuid: string, error: unknown): void {
    if (!(error instanceof AppError) || error.code !== "archive/corrupt") throw error;
    this.#count++;
    this.#nodes.add(uuid);
    if (this.#errors.length < MAX_FINDINGS) this.#errors.push(error);
  }

  summary() {
    return { count: this.#count, nodes: this.#nodes.size, findings: this.#errors.map(damageSentence) };
  }

  refuse(): void {
    const [first] = this.#errors;
    if (!first) return;
    throw new AppError(
      first.code,
      first.message,
      { ...first.details, damagedFiles: this.#count, findings: this.#errors.map(damageSentence) },
      { cause: first },
    );
  }
}

function repositoryOf(files: LegacyFiles, queries: LegacyFileQueries): LegacyRepository {
  return {
    metadataOf: (uuid) => repositoryJson(notTooMany(queries.entriesOf(uuid))),
    read: async (uuid, path, maxBytes) => {
      const place = queries.placeOf(uuid, path);
      return place && files.read(place, maxBytes);
    },
    remove: queries.remove,
  };
}

/** Rows as they come. `archive/limit` for more than one node may have: the text of its tree is one piece. */
function* notTooMany<T>(rows: Iterable<T>): Generator<T> {
  const most = limit("STEMMA_MAX_NODE_FILES");
  let count = 0;
  for (const row of rows) {
    if (++count > most)
      throw limitError("STEMMA_MAX_NODE_FILES", (n) => `One node has at least ${n} files`, count);
    yield row;
  }
}
