import path from "node:path";
import { pacedProgress } from "../../archive/paced-progress.ts";
import type { JobContext, JobProgress, Source } from "../../archive/source.ts";
import { unmapLarge } from "../../db/connect.ts";
import { collectGarbage } from "../../export/collect-garbage.ts";
import { isLarge } from "../../export/large.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { lookAtStore } from "../../store/open-store.ts";
import { CONTAINER } from "../../store/store-checks.ts";
import { openLibrary } from "../open-library.ts";
import { naming } from "../store-failure.ts";
import { beginRecording, type Recording } from "../history/recording.ts";
import { databaseBytes } from "../../db/database-bytes.ts";
import { type DifferenceCounts, countDifference, noDifferences } from "./count-differences.ts";
import { type Difference, findDifferences, type MatchedNodes } from "./differences.ts";
import { beginCopying, type Copying } from "./copy-aside.ts";
import { collectKeys, missingKeys } from "./import-files.ts";
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
  /** After a dry run that was to compare: how much of what both have is not the same in both. */
  differing: DifferenceCounts | null;
}

/** What an import is to take of its source, and what a dry run is to count besides the store. */
interface ImportCircumstances {
  choice?: ImportChoice;
  /** Of a dry run of several files: those before. It keeps what this one brings apart until it is told to keep it. */
  earlier?: EarlierFiles | null;
  /** Of a dry run: count as well what is not the same, whatever the import would do about it. */
  compares?: boolean;
  /** Hears of a dry run which nodes are which; once more when it had to begin anew. They are not changed any more. */
  matched?: ((nodes: MatchedNodes) => void) | undefined;
  /** Called when the store is open and nobody else can write to it. */
  begun?: (() => void) | undefined;
  /** The address that the source was fetched from: the history names that, and not where it lay meanwhile. */
  from?: string | undefined;
}

/**
 * Bring all or a part of what a source holds into a store, as AiiDA's import does (`docs/data-model.md`, "Import"): what the store
 * has is recognised and stays, what is new gets ids of its own, files are compared with their keys. All of it or nothing:
 * until the end nobody sees a change, and after an error, a cancel or the end of the process the store is as before. A dry run
 * sees the store as it is at one moment: it writes nothing, waits for nobody and keeps nobody waiting.
 * @throws AppError `import/validation`, `import/uniqueness`; `archive/corrupt` for a file that is missing or damaged;
 *   `disk/full`, `disk/denied`, `cancelled`; and as `openLibrary`, or of a dry run as `openStore`.
 */
export async function importSource(
  source: Source,
  storeFolder: string,
  options: ImportOptions,
  given: JobContext,
  circumstances: ImportCircumstances = {},
): Promise<ImportOutcome> {
  const context: JobContext = { signal: given.signal, progress: pacedProgress(given) };
  const { choice = WHOLE, from } = circumstances;
  const scope = await scopeOf(source, choice, options.includeAuthinfos, context);
  const incomingBytes = databaseBytes(source.db);
  const folder = path.resolve(storeFolder);
  if (options.dryRun) return lookAtStore(folder, context, (store) => dryRun(store));
  const library = await openLibrary(folder, context, { incomingBytes, checksReferences: false });
  circumstances.begun?.();
  let recording: Recording | null = null;
  let copying: Copying | null = null;
  try {
    recording = beginRecording(library, source, from);
    const run = beginRun(source, library.db, options, scope);
    unmapLarge(source.db, incomingBytes, run.library.nextId("db_dbnode") === 1);
    await inStore(folder, importOwnersAndNodes(run), context);
    const keys = await inStore(folder, collectKeys(run), context);
    const wanted = await missingKeys(run, library, keys, context);
    if (run.fresh.nodes === 0) keys.clear(); // no node that comes names any of those that are there
    if (isLarge(source.db)) collectGarbage(); // texts of all keys: V8 would let four times as much pile up beside them
    copying = beginCopying(source, library, wanted, run.sums.bytes);
    const importGroup = await inStore(folder, copying.beside(importOthers(run)), context);
    await copying.finish(context);
    if (keys.size > 0) await copyVanished(source, library, keys, context);
    if (recording) await inStore(folder, recording.write(run, importGroup), context);
    await library.commit();
    recording?.settle();
    return outcomeOf(run, importGroup, { importId: recording?.importId ?? null });
  } finally {
    await copying?.stop();
    recording?.discard();
    library.close();
  }

  async function dryRun(store: Source): Promise<ImportOutcome> {
    const { earlier = null, compares = false, matched } = circumstances;
    earlier?.begin();
    const run = beginRun(source, store.db, options, scope, earlier);
    unmapLarge(source.db, incomingBytes, false);
    await inStore(folder, importOwnersAndNodes(run), context);
    matched?.(run.nodes);
    const importGroup = await inStore(folder, importOthers(run), context);
    const differing = compares ? noDifferences() : null;
    if (differing) {
      const count = (difference: Difference) => countDifference(differing, difference);
      await inStore(folder, findDifferences(source, scope, store.db, count, run.nodes), context);
    }
    const keys = await inStore(folder, collectKeys(run), context);
    await missingKeys(run, { container: path.join(folder, CONTAINER) }, keys, context);
    return outcomeOf(run, importGroup, { differing });
  }
}

function outcomeOf(
  run: ImportRun,
  importGroup: ImportGroup | null,
  { importId = null, differing = null }: Partial<Pick<ImportOutcome, "importId" | "differing">>,
): ImportOutcome {
  const { source, options, fresh, existing, changed, relabelled, sums } = run;
  return {
    path: source.path,
    dryRun: options.dryRun,
    new: fresh,
    existing,
    changed,
    relabelled,
    ...sums,
    importGroup,
    importId,
    differing,
  };
}

/** Nodes and what they refer to: then it is known which files are wanted. */
function* importOwnersAndNodes(run: ImportRun): Generator<JobProgress, void> {
  yield* importUsers(run);
  yield* importComputers(run);
  if (run.options.includeAuthinfos) yield* importAuthinfos(run);
  yield* importNodes(run);
}

function* importOthers(run: ImportRun): Generator<JobProgress, ImportGroup | null> {
  yield* importLogs(run);
  yield* importComments(run);
  yield* importLinks(run);
  yield* importGroups(run);
  return yield* fillImportGroup(run);
}

/** Run a step in slices; what SQLite says of the store gets its name. */
async function inStore<T>(folder: string, step: Generator<JobProgress, T>, context: JobContext): Promise<T> {
  return runInSlices(named(folder, step), context);
}

function* named<T>(folder: string, step: Generator<JobProgress, T>): Generator<JobProgress, T> {
  for (;;) {
    const next = naming(folder, () => step.next());
    if (next.done) return next.value;
    yield next.value;
  }
}
