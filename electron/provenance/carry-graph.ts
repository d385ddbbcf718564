import { indexerOf, type LinkColumns } from "../../shared/graph/adjacency.ts";
import { graphAtPlaces, grownGraph } from "../../shared/graph/grow-graph.ts";
import { isProcess } from "../../shared/model/node.ts";
import { sizesOf } from "../archive/object-sizes.ts";
import type { JobProgress, Source } from "../archive/source.ts";
import { isAtPlaces, moved } from "../db/carry-columns.ts";
import { readUuidOrder } from "../db/column-reading.ts";
import {
  type ChangedLink,
  type ChangedNode,
  linkSumOf,
  prepareChangedRows,
} from "../db/queries/changed-rows.ts";
import { prepareSelectionQueries } from "../db/queries/selection.ts";
import { text } from "../db/rows.ts";
import { type NodeChange, placesNow } from "../db/table-change.ts";
import { type FileIndex, loadFileKeys } from "./load-facts.ts";
import { endOf, linkTypeCode, type SourceGraph } from "./load-graph.ts";

const SLICE_LINKS = 5_000; // some milliseconds
/** Objects that the store did not hold before may have come; more of them than this are not looked for again. */
const MOST_MISSING = 100_000;

/**
 * Bring the graph of one state of a store over to the next: nodes and links that came are put behind the others, those that are
 * gone are left out, and of nodes that were changed is read what the graph knows of them. A million nodes take 10 ms where none
 * came or went, 0.3 s where some did.
 * @returns Null where links were taken away whose nodes are still there: then it is to be read anew.
 */
export function* carriedGraph(
  db: Source["db"],
  former: SourceGraph,
  change: NodeChange,
): Generator<JobProgress, SourceGraph | null> {
  const { nodeIds, fresh, rows } = change;
  const places = placesNow(change, former.graph.nodeCount);
  const stayed = places ? graphAtPlaces(former.graph, places, nodeIds) : former.graph;
  const added = yield* addedLinks(db, stayed, change.isKnown);
  const graph = added && grownGraph(stayed, nodeIds, added);
  if (graph === null) return null;
  yield { phase: "reading links", done: graph.linkCount, total: graph.linkCount, unit: "links" };
  const column = (values: Int32Array, of: (row: ChangedNode) => number | null) => {
    const hasSame = (index: number, position: number) => values[index] === (of(rows[position]!) ?? -1);
    if (isAtPlaces(values, change) && fresh.every(hasSame)) return values;
    const now = moved(values, change, new Int32Array(nodeIds.length));
    fresh.forEach((index, position) => (now[index] = of(rows[position]!) ?? -1));
    return now;
  };
  const isProcessNow = moved(former.isProcess, change, new Uint8Array(nodeIds.length));
  fresh.forEach((index, position) => (isProcessNow[index] = isProcess(rows[position]!.nodeType) ? 1 : 0));
  return {
    graph,
    ...uuidOrder(db, former, change),
    userIds: column(former.userIds, ({ userId }) => userId),
    computerIds: column(former.computerIds, ({ computerId }) => computerId),
    isProcess: isProcessNow,
  };
}

type UuidOrder = Pick<SourceGraph, "byUuid" | "uuidRanks">;

function uuidOrder(
  db: Source["db"],
  { byUuid: before, uuidRanks: ranksBefore }: UuidOrder,
  change: NodeChange,
): UuidOrder {
  const { nodeIds } = change;
  const formerCount = before.length;
  const places = placesNow(change, formerCount);
  if (!places && nodeIds.length === formerCount) return { byUuid: before, uuidRanks: ranksBefore };
  const stayed = places?.reduce((count, place) => count + (place < 0 ? 0 : 1), 0) ?? formerCount;
  const byUuid =
    places && stayed === nodeIds.length
      ? before.filter((was) => places[was]! >= 0).map((was) => places[was]!) // none came
      : readUuidOrder(db, indexerOf(nodeIds), nodeIds.length);
  const uuidRanks = new Int32Array(nodeIds.length);
  byUuid.forEach((index, rank) => (uuidRanks[index] = rank));
  return { byUuid, uuidRanks };
}

/** The links that came; null where one of before is no longer there. */
function* addedLinks(
  db: Source["db"],
  graph: SourceGraph["graph"],
  isNoneGone: boolean,
): Generator<JobProgress, LinkColumns | null> {
  const queries = prepareChangedRows(db);
  const last = graph.linkIds.at(-1) ?? -1;
  if (!isNoneGone) {
    const [count, sum] = queries.linkSum(last);
    if (count !== graph.linkCount || sum !== sumOf(graph)) return null;
    if (!isStillLast(graph, queries.links(last - 1, 1)[0])) return null;
  }
  const links: ChangedLink[] = [];
  for (let after = last; ; ) {
    const slice = queries.links(after, SLICE_LINKS);
    links.push(...slice);
    yield { phase: "reading links", done: links.length, total: null, unit: "links" };
    if (slice.length < SLICE_LINKS) break;
    after = slice.at(-1)![0]; // not empty: it is a full slice
  }
  const labelList = [...new Set(links.map(([, , , , label]) => text(label)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  const rankOf = new Map(labelList.map((label, rank) => [label, rank]));
  return {
    ids: Int32Array.from(links, ([id]) => id),
    sources: Int32Array.from(links, ([, source]) => endOf(source)),
    targets: Int32Array.from(links, ([, , target]) => endOf(target)),
    types: Uint8Array.from(links, ([, , , type]) => linkTypeCode(text(type))),
    labels: Int32Array.from(links, ([, , , , label]) => rankOf.get(text(label))!), // all are in the list
    labelList,
  };
}

function sumOf({ linkCount, linkIds, linkSources, linkTargets, nodeIds }: SourceGraph["graph"]): number {
  let sum = 0;
  for (let link = 0; link < linkCount; link++)
    sum += linkSumOf(linkIds[link]!, nodeIds[linkSources[link]!]!, nodeIds[linkTargets[link]!]!);
  return sum;
}

/** An id is given anew only when the last link went: if that one is the same, all of them are. */
function isStillLast(graph: SourceGraph["graph"], found: ChangedLink | undefined): boolean {
  const last = graph.linkCount - 1;
  if (last < 0) return true;
  const { nodeIds, linkIds, linkSources, linkTargets, linkTypes, linkLabels, labelList } = graph;
  if (!found) return false;
  const [id, source, target, type, label] = found;
  return (
    id === linkIds[last] &&
    source === nodeIds[linkSources[last]!] &&
    target === nodeIds[linkTargets[last]!] &&
    linkTypeCode(text(type)) === linkTypes[last] &&
    text(label) === labelList[linkLabels[last]!]
  );
}

/** Bring the index of files over to the next state: only nodes that came or were changed are looked at. */
export function* carriedFiles(
  source: Source,
  former: FileIndex,
  loaded: SourceGraph,
  change: NodeChange,
): Generator<JobProgress, FileIndex> {
  const read = yield* loadFileKeys(prepareSelectionQueries(source.db), loaded, change.fresh);
  const isFresh = new Uint8Array(change.nodeIds.length);
  for (const index of change.fresh) isFresh[index] = 1;
  const keys = [...former.keys];
  const placeOf =
    read.keys.length > 0 ? new Map(keys.map((key, place) => [key, place])) : new Map<string, number>();
  const places = read.keys.map((key) => {
    let place = placeOf.get(key);
    if (place === undefined) placeOf.set(key, (place = keys.push(key) - 1));
    return place;
  });
  const objects = new Int32Array(former.objects.length + read.objects.length);
  const offsets = new Uint32Array(change.nodeIds.length + 1);
  let length = 0;
  for (let index = 0; index < change.nodeIds.length; index++) {
    offsets[index] = length;
    const of = isFresh[index] === 1 ? read : former;
    const at = isFresh[index] === 1 || change.before === null ? index : change.before[index]!;
    for (let entry = of.offsets[at]!; entry < of.offsets[at + 1]!; entry++) {
      const object = of.objects[entry]!;
      objects[length++] = of === read ? places[object]! : object;
    }
  }
  offsets[change.nodeIds.length] = length;
  return {
    offsets,
    objects: objects.slice(0, length),
    keys,
    sizes: yield* carriedSizes(source, former, keys),
  };
}

/** Sizes never change, but contents that were missing may have come. */
function* carriedSizes(
  { objects }: Source,
  former: FileIndex,
  keys: readonly string[],
): Generator<JobProgress, FileIndex["sizes"]> {
  const sizes = new Float64Array(keys.length);
  sizes.set(former.sizes);
  const missing: number[] = [];
  former.sizes.forEach((size, place) => {
    if (size < 0 && missing.length < MOST_MISSING) missing.push(place);
  });
  for (let place = former.keys.length; place < keys.length; place++) missing.push(place);
  const found = yield* sizesOf(
    objects,
    missing.map((place) => keys[place]!),
  );
  missing.forEach((place, position) => (sizes[place] = found[position]!));
  return sizes;
}
