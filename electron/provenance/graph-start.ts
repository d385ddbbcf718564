import { type Adjacency, nodeIndexOf, type ProvenanceGraph } from "../../shared/graph/adjacency.ts";
import { LINK_TYPE_CODE } from "../../shared/graph/traversal-rules.ts";
import type { SelectionQueries } from "../db/queries/selection.ts";
import type { SourceGraph } from "./load-graph.ts";

/** What a fresh view shows. */
export interface GraphStart {
  nodeIds: number[];
  everything: boolean;
  total: number;
  /** Processes of the source that no other called; fewer may be shown. */
  topLevel: number;
}

/** Of the limit, for processes at most: the rest is kept for the data that joins them. */
const PROCESS_SHARE = 0.7;
/** A picture with fewer nodes than this share of the limit also gets the inputs and outputs of its processes. */
const SPARSE_SHARE = 0.2;

/**
 * Choose the nodes of a first picture: all of them up to the limit; else the top-level processes, newest first, and the
 * data that one of them made and another used. Where that is little (one work chain, say) their own inputs and outputs
 * come along; a source without processes shows its newest data. O(nodes + links).
 */
export function graphStart(
  { graph, isProcess }: SourceGraph,
  queries: SelectionQueries,
  limit: number,
): GraphStart {
  const topLevel = countTopLevel(graph, isProcess);
  const found = { total: graph.nodeCount, topLevel };
  if (graph.nodeCount <= limit) return { ...found, nodeIds: [...graph.nodeIds], everything: true };
  if (topLevel === 0) return { ...found, nodeIds: queries.nodesByTime(limit), everything: false };

  const all = newestTopLevel(graph, isProcess, queries, Math.min(limit, topLevel));
  const processes = all.slice(0, Math.max(1, Math.floor(limit * PROCESS_SHARE)));
  const shown = new Set(processes);
  const made = neighbourCounts(graph, graph.outgoing, processes);
  const used = neighbourCounts(graph, graph.incoming, processes);
  const between = [...made.keys()].filter((node) => used.has(node));
  const joins = (node: number) => made.get(node)! + used.get(node)!; // both hold it, by the filter above
  between.sort((a, b) => joins(b) - joins(a) || a - b);
  for (const node of between) if (shown.size < limit) shown.add(node);
  for (const process of all.slice(processes.length)) if (shown.size < limit) shown.add(process);
  const sparse = Math.floor(limit * SPARSE_SHARE);
  for (const node of [...made.keys(), ...used.keys()]) if (shown.size < sparse) shown.add(node);
  return { ...found, nodeIds: Array.from(shown, (index) => graph.nodeIds[index]!), everything: false };
}

/** The first so many processes that nothing called, newest first. Looks no further than it has to. */
function newestTopLevel(
  graph: ProvenanceGraph,
  isProcess: Uint8Array,
  queries: SelectionQueries,
  count: number,
): number[] {
  const found: number[] = [];
  for (let done = 0; found.length < count && done < graph.nodeCount; done += NEWEST_AT_ONCE) {
    for (const nodeId of queries.newest(NEWEST_AT_ONCE, done)) {
      const index = nodeIndexOf(graph.nodeIds, nodeId);
      if (isProcess[index] !== 1 || !isTopLevel(graph, index)) continue;
      found.push(index);
      if (found.length === count) break;
    }
  }
  return found;
}

const NEWEST_AT_ONCE = 20_000;

function countTopLevel(graph: ProvenanceGraph, isProcess: Uint8Array): number {
  let count = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isProcess[node] === 1 && isTopLevel(graph, node)) count++;
  }
  return count;
}

/** True if nothing called it. */
function isTopLevel(graph: ProvenanceGraph, process: number): boolean {
  const { offsets, links } = graph.incoming;
  for (let entry = offsets[process]!; entry < offsets[process + 1]!; entry++) {
    if (isCall(graph, links[entry]!)) return false;
  }
  return true;
}

function isCall(graph: ProvenanceGraph, link: number): boolean {
  const type = graph.linkTypes[link]!;
  return type === LINK_TYPE_CODE.call_calc || type === LINK_TYPE_CODE.call_work;
}

/** For each datum at the far ends of the processes' links in one direction: how many of the processes it touches. */
function neighbourCounts(
  graph: ProvenanceGraph,
  { offsets, neighbours, links }: Adjacency,
  processes: readonly number[],
): Map<number, number> {
  const touchedBy = new Map<number, Set<number>>();
  for (const process of processes) {
    for (let entry = offsets[process]!; entry < offsets[process + 1]!; entry++) {
      if (isCall(graph, links[entry]!)) continue;
      const datum = neighbours[entry]!;
      touchedBy.set(datum, (touchedBy.get(datum) ?? new Set()).add(process));
    }
  }
  return new Map(Array.from(touchedBy, ([datum, by]) => [datum, by.size]));
}
