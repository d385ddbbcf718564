import { indexerOf } from "../../shared/graph/adjacency.ts";
import { sizesOf } from "../archive/object-sizes.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import { checkIds, parseIds, readNodeIds } from "../db/column-reading.ts";
import { kept } from "../db/kept-index.ts";
import { prepareSelectionQueries } from "../db/queries/selection.ts";
import { prepareWholeQueries } from "../db/queries/whole.ts";
import type { ClosureCounts } from "./closure.ts";
import { repositorySlices } from "./load-facts.ts";
import { repositoryKeys } from "../archive/repository-keys.ts";
import { runInSlices } from "./run-in-slices.ts";

const MOST_LINKS = 16_000_000; // one text holds all ends: V8's end at 2^29 characters

/** Counts of an export of everything, as `countClosure` gives them. */
export interface WholeCounts {
  counts: ClosureCounts;
  repositoryBytes: number;
}

/**
 * Count what an export of the whole archive holds, without building its graph: no rule adds anything to everything
 * (figures: `docs/performance.md`). Null where the archive is odd (dangling links, types
 * or labels that AiiDA does not write): then the closure has to tell.
 * @throws AppError as `readNodeIds`; `cancelled`.
 */
export async function countWhole(source: Source, context: JobContext): Promise<WholeCounts | null> {
  const { whole } = await runInSlices(
    kept(source.db, "whole", () => readWhole(source)),
    context,
  );
  if (whole === null) return null;
  const sizes = await runInSlices(sizesOf(source.objects, whole.keys), context);
  const repositoryBytes = sizes.reduce((sum, size) => sum + Math.max(size, 0), 0);
  return { counts: whole.counts, repositoryBytes };
}

interface Whole {
  counts: ClosureCounts;
  /** Distinct keys of the files that nodes have. */
  keys: string[];
}

/** In an object, so that "odd" can be kept too. */
function* readWhole(source: Source): Generator<JobProgress, { whole: Whole | null }> {
  const queries = prepareSelectionQueries(source.db);
  const nodeIds = readNodeIds(source.db);
  const indexOf = indexerOf(nodeIds);
  const links = countLinks(source, indexOf);
  if (links === null) return { whole: null };
  const total = nodeIds.length;
  const isHere = ([nodeId]: readonly [nodeId: number, ...rest: unknown[]]) => indexOf(nodeId) >= 0;
  const logs = queries.logCounts().filter(isHere);
  const keys = new Set<string>();
  for (const rows of repositorySlices(queries)) {
    for (const [, metadata] of rows) for (const key of repositoryKeys(metadata)) keys.add(key);
    const last = rows.at(-1)?.[0];
    const done = last === undefined ? total : indexOf(last) + 1;
    yield { phase: "reading file lists", done, total, unit: "nodes" };
  }
  const counts: ClosureCounts = {
    selected: total,
    nodes: total,
    links,
    computers: queries.allComputerIds().length,
    users: queries.allUserIds().length,
    groups: queries.allGroups().length,
    comments: queries.commentPairs().filter(isHere).length,
    logs: logs.reduce((sum, [, count]) => sum + count, 0),
    files: keys.size,
  };
  return { whole: { counts, keys: [...keys] } };
}

/** Distinct links; null where there is one that the graph would leave out for another reason. */
function countLinks(source: Source, indexOf: (id: number) => number): number | null {
  const queries = prepareWholeQueries(source.db);
  const count = checkIds(source.db, "db_dblink");
  if (count === 0) return 0;
  if (count > MOST_LINKS || !queries.hasOnlyKnownTypes()) return null;
  const texts = queries.ends();
  if (texts === null) return null;
  const sources = new Int32Array(count);
  const targets = new Int32Array(count);
  parseIds(texts.sources, sources, 0);
  parseIds(texts.targets, targets, 0);
  for (let link = 0; link < count; link++) {
    if (indexOf(sources[link]!) < 0 || indexOf(targets[link]!) < 0) return null;
  }
  const repeated = queries.repeatedLinks(targetsOfRepeatedPairs(sources, targets));
  return repeated === null ? null : count - repeated;
}

/**
 * Ids of the nodes to which two links lead from one other node: only these can be the same link twice. Not the other way
 * round: a code has as many outgoing links as it had runs, a run has few incoming ones.
 */
function targetsOfRepeatedPairs(sources: Int32Array, targets: Int32Array): number[] {
  // One number a pair: all bits of the target, the lower ones of the source. Equal pairs are equal numbers; where other
  // pairs are too, SQLite, which looks at these nodes next, finds nothing.
  const pairs = new Float64Array(sources.length);
  for (let link = 0; link < pairs.length; link++) {
    pairs[link] = targets[link]! * PAIR_BASE + (sources[link]! % PAIR_BASE);
  }
  pairs.sort();
  const found = new Set<number>();
  for (let i = 1; i < pairs.length; i++) {
    if (pairs[i] === pairs[i - 1]) found.add(Math.floor(pairs[i]! / PAIR_BASE));
  }
  return [...found];
}

/** 2^22: with an id of 31 bits before it, a pair fits the 53 bits of a double. */
const PAIR_BASE = 2 ** 22;
