import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { limit, limitError } from "../archive/limits.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";
import { createScratchDatabase } from "../db/connect.ts";
import { legacyFileTables, type LegacyFileQueries, type ObjectRow } from "../db/queries/legacy-files.ts";
import { toArchiveError } from "../db/to-archive-error.ts";
import type { LegacyFiles, LegacyPlace } from "./legacy-archive.ts";
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

/**
 * Read every file of a legacy archive's nodes once and hash it. Memory: a page cache and one chunk, whatever the
 * number and size of files; what does not fit goes to a nameless temporary file. Progress in bytes.
 * @param readable Leave damaged files out instead of refusing the archive.
 * @throws AppError `archive/corrupt` once all is read, with the damaged files in `findings`; `disk/full`, `cancelled`.
 */
export async function hashFiles(
  files: LegacyFiles,
  context: JobContext,
  { readable }: { readable: boolean },
): Promise<HashedFiles> {
  const db = createScratchDatabase();
  try {
    const tables = legacyFileTables(db);
    const damaged = new Damaged();
    const hash = hasher(files, context);
    for await (const entry of files.entries()) {
      if (entry.isFolder) tables.addFolder(entry.uuid, entry.path);
      else {
        try {
          tables.addFile(entry.uuid, entry.path, await hash(entry), entry);
        } catch (error) {
          damaged.add(entry.uuid, error);
        }
      }
    }
    if (!readable) damaged.refuse();
    const queries = tables.finish();
    return {
      repository: repositoryOf(files, queries),
      objects: queries.objects,
      damaged: damaged.summary(),
      close: () => db.close(),
    };
  } catch (error) {
    db.close();
    throw toArchiveError(error);
  }
}

/** A function that hashes one file after the other, reports, and lets others have their turn. */
function hasher(files: LegacyFiles, context: JobContext): (place: LegacyPlace) => Promise<Buffer> {
  const report = pacedProgress(context);
  let done = 0;
  let turn = 0;
  return async (place) => {
    const hash = createHash("sha256");
    for await (const chunk of files.stream(place)) {
      hash.update(chunk);
      done += chunk.length;
      if (performance.now() < turn) continue;
      report({ phase: "reading the files of the nodes", done, total: files.bytes, unit: "bytes" });
      await setImmediate();
      throwIfCancelled(context.signal);
      turn = performance.now() + TURN_MS;
    }
    return hash.digest();
  };
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
    uuids: queries.uuids,
  };
}

/** Rows as they come. `archive/limit` for more than one node may have: the text of its tree is one piece. */
function* notTooMany<T>(rows: Iterable<T>): Generator<T> {
  const most = limit("STEMMA_MAX_NODE_FILES");
  let count = 0;
  for (const row of rows) {
    if (++count > most)
      throw limitError("STEMMA_MAX_NODE_FILES", "The files of one node are at least", count);
    yield row;
  }
}
