import { AppError } from "../../shared/ipc/errors.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import { kept } from "../db/kept-index.ts";
import { nodeTable } from "../db/node-table.ts";
import { prepareSelectionQueries, type SelectionQueries } from "../db/queries/selection.ts";
import { type FileIndex, loadFacts, loadFileKeys, type NodeFacts } from "./load-facts.ts";
import { loadGraph, type SourceGraph } from "./load-graph.ts";
import { runInSlices } from "./run-in-slices.ts";

/**
 * The provenance of one open source, read when it is first asked for and kept: graph, what comes with each node, and
 * which files it has. Calls that ask at the same time share one reading.
 */
export interface Provenance {
  readonly source: Source;
  readonly queries: SelectionQueries;
  graph(context: JobContext): Promise<SourceGraph>;
  facts(context: JobContext): Promise<NodeFacts>;
  files(context: JobContext): Promise<FileIndex>;
  /** By node index: 1 for processes that have not ended. Reads all their attributes, unless the table has already. */
  isUnsealed(context: JobContext): Promise<Uint8Array>;
}

/** A job that nobody cancels and nobody watches. */
export const UNWATCHED: JobContext = { signal: { aborted: false }, progress: () => undefined };

/** Set up the provenance of a source; nothing is read yet. */
export function createProvenance(source: Source): Provenance {
  const queries = prepareSelectionQueries(source.db);
  const graph = once(() => kept(source.db, "graph", () => loadGraph(source.db)));
  const facts = onceWith(graph, (loaded) => kept(source.db, "notes", () => loadFacts(queries, loaded)));
  const files = onceWith(graph, (loaded) => filesWithSizes(source, () => loadFileKeys(queries, loaded)));
  const isUnsealed = async (context: JobContext) =>
    (await nodeTable(source.db).processes(context)).isUnsealed;
  return { source, queries, graph, facts, files, isUnsealed };
}

/** Which files nodes have is the database's to say and kept beside it; how large they are, the archive's. */
function* filesWithSizes(
  source: Source,
  read: () => Generator<JobProgress, Omit<FileIndex, "sizes">>,
): Generator<JobProgress, FileIndex> {
  const files = yield* kept(source.db, "files", read);
  const sizes = new Float64Array(files.keys.length);
  for (const [object, key] of files.keys.entries()) sizes[object] = source.objects.size(key) ?? -1;
  return { ...files, sizes };
}

type Reading<T> = (context: JobContext) => Promise<T>;

/** Run the job at most once at a time and keep its result. A caller that gave up does not fail those who wait with it. */
function once<T>(job: () => Generator<JobProgress, T>): Reading<T> {
  let running: Promise<T> | null = null;
  return async function read(context) {
    for (;;) {
      running ??= runInSlices(job(), context).catch((error: unknown) => {
        running = null;
        throw error;
      });
      try {
        return await running;
      } catch (error) {
        const otherGaveUp =
          error instanceof AppError && error.code === "cancelled" && !context.signal.aborted;
        if (!otherGaveUp) throw error;
      }
    }
  };
}

function onceWith<A, T>(first: Reading<A>, job: (value: A) => Generator<JobProgress, T>): Reading<T> {
  let known: { value: A } | null = null;
  const read = once(() => job(known!.value)); // set just below, before every call
  return async (context) => {
    known ??= { value: await first(context) };
    return read(context);
  };
}
