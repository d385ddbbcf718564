import path from "node:path";
import { AppError } from "../../../shared/ipc/errors.ts";
import { KEPT_IMPORTS } from "../../../shared/model/kept-imports.ts";
import type { JobProgress, Source } from "../../archive/source.ts";
import {
  changedTexts,
  highestIds,
  NAMED_TABLES,
  prepareImportTraces,
  TRACED_TABLES,
  type TracedTable,
  watchTexts,
} from "../../db/queries/import-traces.ts";
import type { ImportRun } from "../import/import-run.ts";
import type { OpenLibrary } from "../open-library.ts";
import { fileStamp } from "./file-stamp.ts";
import { removeRecord, type TextBefore, type Traces, writeRecord, writeState } from "./history-files.ts";
import type { ImportRecord } from "./import-record.ts";
import { settledRecord } from "./read-history.ts";
import { nextImportId, readRecords } from "./read-records.ts";
import { traceHash } from "./trace-hash.ts";

/** The note of one import that is under way. */
export interface Recording {
  /** Its number in the history. */
  readonly importId: number;
  /** Write down what has come so far, before the store keeps it. A record of an import that the store never kept counts for nothing. */
  write(run: ImportRun, importGroup: ImportRecord["importGroup"]): Generator<JobProgress, void>;
  /** The store has it. */
  settle(): void;
  /** It came to nothing, if `settle` was not called before. */
  discard(): void;
}

const SLICE_ROWS = 5_000;
/** Texts of up to so many characters are kept; of an import that replaces more, extras and comments cannot be restored. */
const MOST_TEXT = 100 * 1024 ** 2;

/**
 * Begin to record an import, right after the store was opened for it and before anything is added: what it adds are the
 * rows above the ids that there are now, whoever adds them.
 * @throws AppError `disk/denied`, `disk/full`; as `nextImportId`.
 */
export function beginRecording(
  { folder, db }: Pick<OpenLibrary, "folder" | "db">,
  source: Pick<Source, "path" | "container" | "version" | "sizeBytes">,
  from?: string,
): Recording {
  const known = settleLeftovers(folder, db);
  const importId = nextImportId(folder);
  const before = highestIds(db);
  watchTexts(db);
  let record: ImportRecord | null = null;
  return {
    importId,
    *write(run, importGroup) {
      const { traces, sections } = yield* tracesOf(db, before, run);
      const texts = textsBefore(db);
      const after = highestIds(db);
      const { existingExtras, keepsNewExtras, comments, includeAuthinfos, group } = run.options;
      const written: ImportRecord = {
        format: 1,
        importId,
        state: "pending",
        at: new Date().toISOString(),
        undoneAt: null,
        now: run.now,
        file: {
          name: path.basename(source.path),
          path: from ?? source.path,
          container: source.container,
          version: source.version,
          ...fileStamp(source),
        },
        options: { existingExtras, keepsNewExtras, comments, includeAuthinfos, group },
        isPart: run.chosenNodes !== null,
        new: { ...run.fresh },
        existing: { ...run.existing },
        changed: { ...run.changed },
        relabelled: run.relabelled.length,
        importGroup: importGroup && { uuid: importGroup.uuid, label: importGroup.label },
        ids: Object.fromEntries(
          TRACED_TABLES.map((table) => [table, [before[table], after[table]]]),
        ) as ImportRecord["ids"],
        sections,
        keepsTexts: (texts?.length ?? 0) > 0,
      };
      record = written;
      writeRecord(folder, written, traces, texts ?? []);
    },
    settle() {
      if (record === null) return;
      const settled: ImportRecord = { ...record, state: "done" };
      record = null;
      unlessFull(() => writeState(folder, settled));
      for (const { importId: oldest } of known.slice(0, Math.max(0, known.length + 1 - KEPT_IMPORTS))) {
        unlessFull(() => removeRecord(folder, oldest));
      }
    },
    discard() {
      const unwanted = record;
      record = null;
      if (unwanted) unlessFull(() => removeRecord(folder, unwanted.importId));
    },
  };
}

/** Tidy up what `settledRecord` would find out as well: a disk that fails here fails nothing that the store has kept. */
export function unlessFull(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/**
 * Bring records of imports that were ended from outside to what the store says became of them. Only while nobody else
 * can write to it.
 * @returns All records that count, oldest first.
 */
export function settleLeftovers(folder: string, db: OpenLibrary["db"]): ImportRecord[] {
  return readRecords(folder).records.flatMap((record) => {
    const settled = settledRecord(db, folder, record);
    if (settled === null) removeRecord(folder, record.importId);
    else if (settled.state !== record.state) writeState(folder, settled);
    return settled ?? [];
  });
}

function* tracesOf(
  db: OpenLibrary["db"],
  before: Record<TracedTable, number>,
  run: ImportRun,
): Generator<JobProgress, { traces: Traces; sections: ImportRecord["sections"] }> {
  const reads = prepareImportTraces(db);
  const traces: Traces = {};
  for (const table of NAMED_TABLES) {
    const hashes: number[] = [];
    const late: number[] = []; // changed after the import, by the clock of whoever wrote the archive
    for (let after = before[table]; ; ) {
      const rows = reads.rows(table, after, Number.MAX_SAFE_INTEGER, SLICE_ROWS);
      for (const [id, name, changed] of rows) {
        while (before[table] + hashes.length / 2 + 1 < id) hashes.push(0, 0); // ids leave no gaps; if they ever do, they count
        hashes.push(...traceHash(name));
        if (changed !== null && changed > run.now) late.push(id);
      }
      yield { phase: "noting what came", done: hashes.length / 2, total: null, unit: "steps" };
      if (rows.length < SLICE_ROWS) break;
      after = rows.at(-1)![0];
    }
    traces[`rows ${table}`] = Uint32Array.from(hashes);
    traces[`late ${table}`] = Uint32Array.from(late);
  }
  traces["edges db_dblink"] = edges(reads.newLinks(before));
  traces["edges db_dbgroup_dbnodes"] = edges(reads.newMembers(before));
  for (const [table, ids] of Object.entries(run.met)) traces[`met ${table}`] = runsOf(ids);
  for (const [name, words] of Object.entries(traces)) if (words.length === 0) delete traces[name];
  return { traces, sections: Object.entries(traces).map(([name, words]) => [name, words.length]) };
}

/** Id and hash of each. */
function edges(rows: Iterable<[id: number, name: string]>): Uint32Array {
  const words: number[] = [];
  for (const [id, name] of rows) words.push(id, ...traceHash(name));
  return Uint32Array.from(words);
}

/** Ids as spans of consecutive ones: first and last of each, ascending. */
function runsOf(ids: readonly number[]): Uint32Array {
  const words: number[] = [];
  for (const id of Uint32Array.from(ids).sort()) {
    if (words.length > 0 && id <= words.at(-1)! + 1) words[words.length - 1] = id;
    else words.push(id, id);
  }
  return Uint32Array.from(words);
}

/** Null when there are too many. */
function textsBefore(db: OpenLibrary["db"]): TextBefore[] | null {
  const texts: TextBefore[] = [];
  let length = 0;
  for (const [kind, id, uuid, text, time, after] of changedTexts(db)) {
    length += text?.length ?? 0;
    if (length > MOST_TEXT) return null;
    texts.push({ kind, id, uuid, text, time, after: traceHash(after ?? "null") });
  }
  return texts;
}
