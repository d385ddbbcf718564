import { LINK_TYPES } from "../model/link.ts";
import {
  adjacencyOf,
  type Adjacency,
  type LinkColumns,
  nodeIndexOf,
  type ProvenanceGraph,
} from "./adjacency.ts";

/**
 * A graph without some of its nodes, and without their links: what `buildGraph` makes of the others. O(nodes + links).
 * @param places By index before: the index now, −1 for a node that is not there any more.
 * @param nodeIds Of all nodes now, ascending; those of the graph and others, which have no links yet.
 */
export function graphAtPlaces(
  graph: ProvenanceGraph,
  places: Int32Array,
  nodeIds: Int32Array,
): ProvenanceGraph {
  const isKept = (link: number) =>
    places[graph.linkSources[link]!]! >= 0 && places[graph.linkTargets[link]!]! >= 0;
  const kept = new Int32Array(graph.linkCount);
  let linkCount = 0;
  for (let link = 0; link < graph.linkCount; link++) if (isKept(link)) kept[linkCount++] = link;
  const links = kept.subarray(0, linkCount);
  const linkSources = links.map((link) => places[graph.linkSources[link]!]!);
  const linkTargets = links.map((link) => places[graph.linkTargets[link]!]!);
  const linkTypes = new Uint8Array(linkCount);
  for (let i = 0; i < linkCount; i++) linkTypes[i] = graph.linkTypes[links[i]!]!;
  return {
    ...graph,
    nodeCount: nodeIds.length,
    linkCount,
    nodeIds,
    linkIds: links.map((link) => graph.linkIds[link]!),
    linkSources,
    linkTargets,
    linkTypes,
    linkLabels: links.map((link) => graph.linkLabels[link]!),
    outgoing: adjacencyOf(nodeIds.length, linkSources, linkTargets),
    incoming: adjacencyOf(nodeIds.length, linkTargets, linkSources),
  };
}

/**
 * A graph with nodes and links behind those that it has: what `buildGraph` makes of all together, without looking at the
 * links that it had. Where nothing came but a few links it is a copy of its arrays: milliseconds for a million.
 * @param nodeIds Of all nodes, ascending; those of the graph are the first of them, at their places.
 * @param added Links whose ids are higher than those of the graph.
 * @returns Null where a link has no end here, is of no known type, or is there twice: then the graph is to be built anew.
 */
export function grownGraph(
  graph: ProvenanceGraph,
  nodeIds: Int32Array,
  added: LinkColumns,
): ProvenanceGraph | null {
  if (graph.danglingLinks + graph.repeatedLinks + graph.unknownTypeLinks > 0) return null; // some may count now
  const sources = added.sources.map((id) => nodeIndexOf(nodeIds, id));
  const targets = added.targets.map((id) => nodeIndexOf(nodeIds, id));
  const isOdd = (link: number) =>
    sources[link]! < 0 || targets[link]! < 0 || added.types[link]! >= LINK_TYPES.length;
  for (let link = 0; link < sources.length; link++) if (isOdd(link)) return null;
  const { labelList, formerRanks, addedRanks } = mergedLabels(graph.labelList, added.labelList);
  const linkLabels = joined(
    formerRanks ? graph.linkLabels.map((rank) => formerRanks[rank]!) : graph.linkLabels,
    added.labels.map((rank) => addedRanks[rank]!),
  );
  const { linkCount } = graph;
  const grown: ProvenanceGraph = {
    ...graph,
    nodeCount: nodeIds.length,
    linkCount: linkCount + sources.length,
    nodeIds,
    linkIds: joined(graph.linkIds, added.ids),
    linkSources: joined(graph.linkSources, sources),
    linkTargets: joined(graph.linkTargets, targets),
    linkTypes: joined(graph.linkTypes, added.types),
    linkLabels,
    labelList,
    outgoing: grownAdjacency(graph.outgoing, nodeIds.length, linkCount, sources, targets),
    incoming: grownAdjacency(graph.incoming, nodeIds.length, linkCount, targets, sources),
  };
  for (let link = linkCount; link < grown.linkCount; link++) if (isRepeat(grown, link)) return null;
  return grown;
}

/** Looks at the links of the end that has fewer. */
function isRepeat(graph: ProvenanceGraph, link: number): boolean {
  const [source, target] = [graph.linkSources[link]!, graph.linkTargets[link]!];
  const { outgoing, incoming } = graph;
  const out = outgoing.offsets[source + 1]! - outgoing.offsets[source]!;
  const into = incoming.offsets[target + 1]! - incoming.offsets[target]!;
  const [near, node] = out < into ? [outgoing, source] : [incoming, target];
  for (let entry = near.offsets[node]!; entry < near.offsets[node + 1]!; entry++) {
    const other = near.links[entry]!;
    if (
      other !== link &&
      graph.linkSources[other] === source &&
      graph.linkTargets[other] === target &&
      graph.linkTypes[other] === graph.linkTypes[link] &&
      graph.linkLabels[other] === graph.linkLabels[link]
    )
      return true;
  }
  return false;
}

/** New links come behind the ones of their node, in the order of their positions. */
function grownAdjacency(
  former: Adjacency,
  nodeCount: number,
  firstLink: number,
  near: Int32Array,
  far: Int32Array,
): Adjacency {
  const count = near.length;
  if (count === 0 && former.offsets.length === nodeCount + 1) return former;
  const formerNodes = former.offsets.length - 1;
  const order = Int32Array.from(near.keys()).sort((a, b) => near[a]! - near[b]! || a - b);
  const offsets = new Uint32Array(nodeCount + 1);
  const neighbours = new Int32Array(former.neighbours.length + count);
  const links = new Int32Array(neighbours.length);
  let node = 0; // the next whose offset is to be set
  let copied = 0; // entries of the former ones
  const setUpTo = (last: number, shift: number) => {
    for (; node <= last; node++) offsets[node] = former.offsets[Math.min(node, formerNodes)]! + shift;
  };
  for (let done = 0; done < count; ) {
    const at = near[order[done]!]!;
    setUpTo(at, done);
    const end = former.offsets[Math.min(at + 1, formerNodes)]!;
    neighbours.set(former.neighbours.subarray(copied, end), copied + done);
    links.set(former.links.subarray(copied, end), copied + done);
    copied = end;
    for (; done < count && near[order[done]!] === at; done++) {
      neighbours[copied + done] = far[order[done]!]!;
      links[copied + done] = firstLink + order[done]!;
    }
  }
  setUpTo(nodeCount, count);
  neighbours.set(former.neighbours.subarray(copied), copied + count);
  links.set(former.links.subarray(copied), copied + count);
  return { offsets, neighbours, links };
}

/** Both lists as one in code unit order, and the places of the labels of either; null where those of the first are as before. */
function mergedLabels(former: readonly string[], added: readonly string[]) {
  const known = new Set(former);
  const isSame = added.every((label) => known.has(label));
  const labelList = isSame ? former : [...new Set([...former, ...added])].sort((a, b) => (a < b ? -1 : 1));
  const rankOf = new Map(labelList.map((label, rank) => [label, rank]));
  const ranksOf = (labels: readonly string[]) => labels.map((label) => rankOf.get(label)!); // all are in the list
  return { labelList, formerRanks: isSame ? null : ranksOf(former), addedRanks: ranksOf(added) };
}

function joined<T extends Int32Array | Uint8Array>(former: T, added: T): T {
  if (added.length === 0) return former;
  const make = former.constructor as new (length: number) => T;
  const all = new make(former.length + added.length);
  all.set(former);
  all.set(added, former.length);
  return all;
}
