import { AppError } from "../../shared/ipc/errors.ts";
import { sizesOf } from "../archive/object-sizes.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import { kept } from "../db/kept-index.ts";
import { nodeTable } from "../db/node-table.ts";
import { isUnsealedProcess } from "../db/process-facts.ts";
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
  /** Which files nodes have. With `nodes` (indices) at least theirs: a few of many are looked up by themselves. */
  files(context: JobContext, nodes?: Int32Array): Promise<FileIndex>;
  /** By node index: 1 for processes that have not ended. With `nodes` at least theirs, as for `files`. */
  isUnsealed(context: JobContext, nodes?: Int32Array): Promise<Uint8Array>;
  /** Only of one that serves a single job: gives up what was read, for a job that has taken what it needs of it. */
  letGo?(): void;
}

/** What of a provenance has been read; null for what has not. */
export interface KnownProvenance {
  graph: SourceGraph | null;
  files: FileIndex | null;
}

/** The graph's name among what is kept beside a database. */
export const GRAPH = "graph";
/** The name of which files nodes have. */
export const FILES = "files";

/** A job that nobody cancels and nobody watches. */
export const UNWATCHED: JobContext = { signal: { aborted: false }, progress: () => undefined };

const provenances = new WeakMap<Source, Provenance>();

/** The provenance of an open source, one for all that ask. */
export function provenanceOf(source: Source): Provenance {
  let provenance = provenances.get(source);
  if (!provenance) provenances.set(source, (provenance = createProvenance(source)));
  return provenance;
}

const known = new WeakMap<Source, KnownProvenance>();

/** What has been read so far by the one that `provenanceOf` gives. */
export function knownProvenance(source: Source): KnownProvenance {
  return known.get(source) ?? { graph: null, files: null };
}

/** Give a source that nobody asked of yet what is known of it already, from a former state of the same store. */
export function adoptProvenance(source: Source, carried: KnownProvenance): void {
  provenances.set(source, createProvenance(source, carried));
}

/** Set up the provenance of a source; nothing is read yet but what was carried over. */
export function createProvenance(source: Source, carried: KnownProvenance | null = null): Provenance {
  return prepare(source, carried).provenance;
}

/** As `createProvenance`, for a job that nobody shares it with: it may let go of what was read. */
export function provenanceForOneJob(source: Source): Provenance {
  const { provenance, letGo } = prepare(source, null);
  return { ...provenance, letGo };
}

function prepare(
  source: Source,
  carried: KnownProvenance | null,
): { provenance: Provenance; letGo: () => void } {
  const queries = prepareSelectionQueries(source.db);
  const read: KnownProvenance = { graph: null, files: null, ...carried };
  known.set(source, read);
  const graph = once(function* () {
    return (read.graph ??= yield* kept(source.db, GRAPH, () => loadGraph(source.db)));
  });
  const facts = onceWith(graph, (loaded) => kept(source.db, "notes", () => loadFacts(queries, loaded)));
  let isWhole = read.files !== null; // whole columns were asked for: then they serve everybody
  const allFiles = onceWith(graph, function* (loaded) {
    return (read.files ??= yield* withSizes(
      source,
      kept(source.db, FILES, () => loadFileKeys(queries, loaded)),
    ));
  });
  const files = async (context: JobContext, nodes?: Int32Array) => {
    const loaded = await graph(context);
    if (isWhole || !isFew(nodes, loaded)) {
      isWhole = true;
      return allFiles(context);
    }
    return runInSlices(withSizes(source, loadFileKeys(queries, loaded, nodes)), context);
  };
  const isUnsealed = async (context: JobContext, nodes?: Int32Array) => {
    const loaded = await graph(context);
    if (isWhole || !isFew(nodes, loaded)) return (await nodeTable(source.db).processes(context)).isUnsealed;
    return lookUpUnsealed(source, loaded, nodes);
  };
  const letGo = () => {
    read.graph = null;
    read.files = null;
    for (const reading of [graph, facts, allFiles]) reading.letGo();
  };
  return { provenance: { source, queries, graph, facts, files, isUnsealed }, letGo };
}

/**
 * A provenance whose graph is only a part of the whole; what comes with its nodes is read for them alone. Where the part
 * turns out to be null, everything is as in the whole.
 */
export function partOf(
  whole: Provenance,
  load: () => Generator<JobProgress, SourceGraph | null>,
): Provenance {
  const { source, queries } = whole;
  const part = once(load);
  const facts = onceWith(part, (loaded) => loadFacts(queries, loaded!, true)); // asked for only where there is a part
  const allOf = ({ graph }: SourceGraph) => Int32Array.from({ length: graph.nodeCount }, (_, node) => node);
  return {
    source,
    queries,
    graph: async (context) => (await part(context)) ?? whole.graph(context),
    facts: async (context) => ((await part(context)) ? facts(context) : whole.facts(context)),
    files: async (context, nodes) => {
      const loaded = await part(context);
      if (!loaded) return whole.files(context, nodes);
      return runInSlices(withSizes(source, loadFileKeys(queries, loaded, nodes ?? allOf(loaded))), context);
    },
    isUnsealed: async (context, nodes) => {
      const loaded = await part(context);
      return loaded
        ? lookUpUnsealed(source, loaded, nodes ?? allOf(loaded))
        : whole.isUnsealed(context, nodes);
    },
    letGo: () => {
      part.letGo();
      facts.letGo();
      whole.letGo?.();
    },
  };
}

function lookUpUnsealed(source: Source, { graph, isProcess }: SourceGraph, nodes: Int32Array): Uint8Array {
  const flags = new Uint8Array(graph.nodeCount);
  for (const node of nodes) {
    if (isProcess[node] === 1 && isUnsealedProcess(source.db, graph.nodeIds[node]!)) flags[node] = 1;
  }
  return flags;
}

/** Looking up a node costs some ten times what it costs among all of them. */
const FEW = 1 / 10;

function isFew(nodes: Int32Array | undefined, { graph }: SourceGraph): nodes is Int32Array {
  return nodes !== undefined && nodes.length < graph.nodeCount * FEW;
}

/** Which files nodes have is the database's to say, how large they are, the archive's. */
function* withSizes(
  source: Source,
  read: Generator<JobProgress, Omit<FileIndex, "sizes">>,
): Generator<JobProgress, FileIndex> {
  const files = yield* read;
  return { ...files, sizes: yield* sizesOf(source.objects, files.keys) };
}

interface Reading<T> {
  (context: JobContext): Promise<T>;
  /** Forget the result; the next who asks has it read again. */
  letGo(): void;
}

/** Run the job at most once at a time and keep its result. A caller that gave up does not fail those who wait with it. */
function once<T>(job: () => Generator<JobProgress, T>): Reading<T> {
  let running: Promise<T> | null = null;
  const read = async (context: JobContext): Promise<T> => {
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
  return Object.assign(read, { letGo: () => void (running = null) });
}

function onceWith<A, T>(first: Reading<A>, job: (value: A) => Generator<JobProgress, T>): Reading<T> {
  let known: { value: A } | null = null;
  const read = once(() => job(known!.value)); // set just below, before every call
  const readFirst = async (context: JobContext): Promise<T> => {
    known ??= { value: await first(context) };
    return read(context);
  };
  const letGo = () => {
    known = null;
    read.letGo();
  };
  return Object.assign(readFirst, { letGo });
}
