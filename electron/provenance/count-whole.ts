import { createHash } from "node:crypto";
import { groupBy, indexerOf } from "../../shared/graph/adjacency.ts";
import { sharedFile } from "../archive/open-file.ts";
import { plainRepositoryKeys } from "../archive/plain-repository-keys.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import { checkIds, parseIds, readNodeIds } from "../db/column-reading.ts";
import { kept } from "../db/kept-index.ts";
import { prepareSelectionQueries, type SelectionQueries } from "../db/queries/selection.ts";
import { unmapped } from "../db/mapped-memory.ts";
import { prepareColumnScans } from "../db/queries/column-scan.ts";
import { prepareWholeQueries } from "../db/queries/whole.ts";
import type { ClosureCounts } from "./closure.ts";
import { DistinctKeys, type FileCounts, type GatheredKeys, measureKeys } from "./distinct-keys.ts";
import { repositoryKeys } from "../archive/repository-keys.ts";
import { runInSlices } from "./run-in-slices.ts";

const SLICE_NODES = 500; // whose lists of files come to us whole; one may be a megabyte
const MOST_ROWS = 16_000_000; // of links, or of what nodes have: one text holds all their ids, and V8's end at 2^29 characters

const PIECE_DIGITS = 32; // as of `fileKey`

/** Counts of an export of everything, as `countClosure` gives them. */
export interface WholeCounts {
  counts: ClosureCounts;
  repositoryBytes: number;
}

/**
 * Count what an export of the whole archive holds, without building its graph: no rule adds anything to everything
 * (figures: `docs/performance.md`). Null where the archive is odd (dangling links, types
 * or labels that AiiDA does not write): then the closure has to tell. What it comes to is kept for the file of an archive as
 * it is now, so that the second time nothing is looked at.
 * @throws AppError as `readNodeIds`; `cancelled`.
 */
export async function countWhole(source: Source, context: JobContext): Promise<WholeCounts | null> {
  const count = () => countArchive(source);
  const piece = pieceOf(source);
  const { whole } = await runInSlices(piece === null ? count() : kept(source.db, piece, count), context);
  return whole;
}

/** Under which name the counts of an archive are kept beside its database, which copies of it share; null for anything else. */
function pieceOf({ losses, objects: { aside } }: Source): string | null {
  if (losses !== null || !aside) return null;
  const digest = createHash("sha256").update(sharedFile(aside.file).identity()).digest("hex");
  return `everything-of-${digest.slice(0, PIECE_DIGITS)}`;
}

/** In an object, so that "odd" can be kept too. */
function* countArchive(source: Source): Generator<JobProgress, { whole: WholeCounts | null }> {
  const fresh: { files: FileCounts | null } = { files: null };
  const { whole } = yield* kept(source.db, "everything", () => readWhole(source, fresh));
  if (whole === null) return { whole };
  const { named, held, bytes } = fresh.files ?? (yield* measureKeys(source.objects, whole.keys));
  const counts = { ...whole.counts, files: source.losses === null ? named : held };
  return { whole: { counts, repositoryBytes: bytes } };
}

type IndexOf = (nodeId: number) => number;

interface Whole {
  /** All but the files, which are those that the source holds. */
  counts: Omit<ClosureCounts, "files">;
  /** Of the files that nodes have. */
  keys: GatheredKeys;
}

/**
 * In an object, so that "odd" can be kept too.
 * @param fresh Takes what the files come to, which is known when they have just been gathered, and not kept: it is the ZIP's.
 */
function* readWhole(
  source: Source,
  fresh: { files: FileCounts | null },
): Generator<JobProgress, { whole: Whole | null }> {
  const queries = prepareSelectionQueries(source.db);
  const notes = prepareWholeQueries(source.db);
  const noteCount = notes.noteCount();
  if (noteCount > MOST_ROWS) return { whole: null };
  const nodeIds = readNodeIds(source.db);
  const total = nodeIds.length;
  const keys = new DistinctKeys(source.objects);
  for (let done = 0; done < total; done += SLICE_NODES) {
    yield { phase: "reading file lists", done, total, unit: "nodes" };
    const last = Math.min(done + SLICE_NODES, total) - 1;
    gatherKeys(queries, nodeIds[done]!, nodeIds[last]!, keys);
  }
  const indexOf = indexerOf(nodeIds);
  const links = countLinks(source, nodeIds.length, indexOf);
  if (links === null) return { whole: null };
  const logged = notes.loggedIds();
  const counts: Whole["counts"] = {
    selected: total,
    nodes: total,
    links,
    computers: queries.allComputerIds().length,
    users: queries.allUserIds().length,
    groups: queries.allGroups().length,
    comments: sumOfKnown(notes.commentedIds(), null, noteCount, indexOf),
    logs: sumOfKnown(logged.nodeIds, logged.counts, noteCount, indexOf),
  };
  fresh.files = keys.counts();
  return { whole: { counts, keys: keys.finish() } };
}

/** The numbers that go with those ids that are nodes', added up; one for each without numbers. At most so many ids. */
function sumOfKnown(ids: string, numbers: string | null, most: number, indexOf: IndexOf): number {
  const idList = new Int32Array(most);
  const numberList = new Int32Array(most).fill(1);
  const count = parseIds(ids, idList, 0);
  if (numbers !== null) parseIds(numbers, numberList, 0);
  let sum = 0;
  for (let i = 0; i < count; i++) if (indexOf(idList[i]!) >= 0) sum += numberList[i]!;
  return sum;
}

/** Add the keys of all files that the nodes from one id to another name. */
function gatherKeys(queries: SelectionQueries, firstId: number, lastId: number, keys: DistinctKeys): void {
  const [count, texts] = queries.plainRepositoriesBetween(firstId, lastId);
  if (count === 0) return;
  const plain = texts === null ? null : plainRepositoryKeys(texts, count);
  if (texts !== null && plain !== null) {
    const bytes = new DataView(texts.buffer, texts.byteOffset, texts.length);
    for (const at of plain) keys.addAt(bytes, at);
    return;
  }
  for (const metadata of queries.repositoriesBetween(firstId, lastId)) {
    for (const key of repositoryKeys(metadata)) keys.add(key);
  }
}

/** Distinct links; null where there is one that the graph would leave out for another reason. */
function countLinks(source: Source, nodeCount: number, indexOf: IndexOf): number | null {
  const queries = prepareWholeQueries(source.db);
  const count = checkIds(source.db, "db_dblink");
  if (count === 0) return 0;
  if (count > MOST_ROWS || !queries.hasOnlyKnownTypes()) return null;
  const texts = queries.ends();
  if (texts === null) return null;
  const sources = new Int32Array(count);
  const targets = new Int32Array(count);
  if (parseIds(texts.sources, sources, 0) !== count || parseIds(texts.targets, targets, 0) !== count)
    return null;
  for (let link = 0; link < count; link++) {
    const from = (sources[link] = indexOf(sources[link]!));
    const to = (targets[link] = indexOf(targets[link]!));
    if (from < 0 || to < 0) return null;
  }
  const suspects = linksOfRepeatedPairs(nodeCount, sources, targets);
  if (suspects.length === 0) return count;
  const suspectIds = linkIds(source, count, suspects);
  const mapAgain = unmapped(source.db);
  const repeated = queries.repeatedLinks(suspectIds);
  mapAgain();
  return repeated === null ? null : count - repeated;
}

/** Ids of the links at these places in the order of ids. Mostly ids run without a gap. */
function linkIds(source: Source, count: number, places: readonly number[]): number[] {
  const [, first, last] = prepareColumnScans(source.db).range("db_dblink");
  if (first !== null && last === first + count - 1) return places.map((place) => first + place);
  const ids = new Int32Array(count);
  parseIds(prepareWholeQueries(source.db).linkIds(), ids, 0);
  return places.map((place) => ids[place]!);
}

/** Links between two nodes that another one joins in the same direction: only these can be the same link twice. O(links). */
function linksOfRepeatedPairs(nodeCount: number, sources: Int32Array, targets: Int32Array): number[] {
  const found: number[] = [];
  const byTarget = groupBy(nodeCount, null, targets);
  const first = new Int32Array(nodeCount); // by source: its first link to the node at hand
  const seenFor = new Int32Array(nodeCount).fill(-1); // by source: the last node at hand to which it led
  for (let to = 0; to < nodeCount; to++) {
    for (let at = byTarget.offsets[to]!; at < byTarget.offsets[to + 1]!; at++) {
      const link = byTarget.values[at]!;
      const from = sources[link]!;
      if (seenFor[from] !== to) {
        seenFor[from] = to;
        first[from] = link;
        continue;
      }
      if (first[from]! >= 0) found.push(first[from]!);
      first[from] = -1; // told
      found.push(link);
    }
  }
  return found;
}
