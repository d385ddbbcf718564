import path from "node:path";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext, JobProgress, Source } from "../../archive/source.ts";
import { unmapLarge } from "../../db/connect.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { openStore } from "../../store/open-store.ts";
import { type OpenLibrary, openLibrary } from "../open-library.ts";
import { naming } from "../store-failure.ts";
import { beginRecording, type Recording } from "../history/recording.ts";
import { databaseBytes } from "../../db/database-bytes.ts";
import { collectKeys, copyFiles, missingKeys } from "./import-files.ts";
import { copyVanished } from "./still-there.ts";
import type { EarlierFiles } from "./earlier-files.ts";
import { type ImportChoice, scopeOf, WHOLE } from "./import-scope.ts";
import { fillImportGroup, type ImportGroup, importGroups } from "./import-groups.ts";
import { importLinks } from "./import-links.ts";
import { importNodes } from "./import-nodes.ts";
import { importComments, importLogs } from "./import-notes.ts";
import { importAuthinfos, importComputers, importUsers } from "./import-people.ts";
import {
  beginRun,
  type ImportCounts,
  type ImportOptions,
  type ImportRun,
  type Relabelled,
} from "./import-run.ts";

/** What an import came to; after a dry run, what it would have come to. */
export interface ImportOutcome {
  path: string;
  dryRun: boolean;
  new: ImportCounts;
  existing: ImportCounts;
  changed: { extras: number; comments: number };
  relabelled: readonly Relabelled[];
  /** Of the new links, those between nodes that the store had before. */
  linksBetweenExisting: number;
  /** Uncompressed bytes of the new files. */
  bytes: number;
  importGroup: ImportGroup | null;
  /** Its number in the history of the store; null after a dry run. */
  importId: number | null;
}

/** What an import is to take of its source, and what a dry run is to count besides the store. */
interface ImportCircumstances {
  choice?: ImportChoice;
  /** Of a dry run of several files: those before. It keeps what this one brings apart until it is told to keep it. */
  earlier?: EarlierFiles | null;
  /** The address that the source was fetched from: the history names that, and not where it lay meanwhile. */
  from?: string | undefined;
}

/**
 * Bring all or a part of what a source holds into a store, as AiiDA's import does (`docs/data-model.md`, "Import"): what the store
 * has is recognised and stays, what is new gets ids of its own, files are compared with their keys. All of it or nothing:
 * until the end nobody sees a change, and after an error, a cancel or the end of the process the store is as before.
 * @throws AppError `import/validation`, `import/uniqueness`; `archive/corrupt` for a file that is missing or damaged;
 *   `disk/full`, `disk/denied`, `cancelled`; and as `openLibrary`.
 */
export async function importSource(
  source: Source,
  storeFolder: string,
  options: ImportOptions,
  given: JobContext,
  { choice = WHOLE, earlier = null, from }: ImportCircumstances = {},
): Promise<ImportOutcome> {
  const context: JobContext = { signal: given.signal, progress: pacedProgress(given) };
  const scope = await scopeOf(source, choice, options.includeAuthinfos, context);
  const incomingBytes = databaseBytes(source.db);
  unmapLarge(source.db, incomingBytes);
  const writing = options.dryRun
    ? null
    : await openLibrary(storeFolder, context, { incomingBytes, checksReferences: false });
  const library = writing ?? (await openForLooking(storeFolder, context));
  let recording: Recording | null = null;
  try {
    if (writing) recording = beginRecording(writing, source, from);
    const run = beginRun(source, library.db, options, scope, earlier);
    const importGroup = await inStore(library, importRows(run), context);
    const keys = await inStore(library, collectKeys(run), context);
    const wanted = await missingKeys(run, library, keys, context);
    if (writing) {
      await copyFiles(source, writing, wanted, context);
      if (run.fresh.nodes > 0 && run.existing.files > 0) await copyVanished(source, writing, keys, context);
      if (recording) await inStore(library, recording.write(run, importGroup), context);
      await writing.commit();
      recording?.settle();
    }
    const { fresh, existing, changed, relabelled, sums } = run;
    return {
      path: source.path,
      dryRun: options.dryRun,
      new: fresh,
      existing,
      changed,
      relabelled,
      ...sums,
      importGroup,
      importId: recording?.importId ?? null,
    };
  } finally {
    recording?.discard();
    library.close();
  }
}

/** A store as it is at this moment: a dry run writes nothing, waits for nobody and keeps nobody waiting. */
async function openForLooking(storeFolder: string, context: JobContext): Promise<LookedAt> {
  const folder = path.resolve(storeFolder);
  const store = await openStore(folder, context);
  return { folder, container: path.join(folder, "container"), db: store.db, close: () => store.close() };
}

type LookedAt = Pick<OpenLibrary, "folder" | "container" | "db" | "close">;

function* importRows(run: ImportRun): Generator<JobProgress, ImportGroup | null> {
  yield* importUsers(run);
  yield* importComputers(run);
  if (run.options.includeAuthinfos) yield* importAuthinfos(run);
  yield* importNodes(run);
  yield* importLogs(run);
  yield* importComments(run);
  yield* importLinks(run);
  yield* importGroups(run);
  return yield* fillImportGroup(run);
}

/** Run a step in slices; what SQLite says of the store gets its name. */
async function inStore<T>(
  { folder }: LookedAt,
  step: Generator<JobProgress, T>,
  context: JobContext,
): Promise<T> {
  return runInSlices(named(folder, step), context);
}

function* named<T>(folder: string, step: Generator<JobProgress, T>): Generator<JobProgress, T> {
  for (;;) {
    const next = naming(folder, () => step.next());
    if (next.done) return next.value;
    yield next.value;
  }
}
