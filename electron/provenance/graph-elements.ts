import { nodeIndexOf, type ProvenanceGraph } from "../../shared/graph/adjacency.ts";
import { LINK_TYPE_CODE } from "../../shared/graph/traversal-rules.ts";
import { LINK_TYPES, type LinkType } from "../../shared/model/link.ts";
import type { prepareNodeQueries } from "../db/queries/nodes.ts";

/** What the graph draws of one node; see `GraphNodeSchema`. */
export interface GraphNode {
  nodeId: number;
  uuid: string;
  nodeType: string;
  label: string;
  processLabel: string | null;
  processState: string | null;
  exitStatus: number | null;
  ctime: string;
  incoming: number;
  outgoing: number;
  calls: number;
}

/** One link of the graph; see `GraphLinkSchema`. */
export interface GraphLink {
  linkId: number;
  source: number;
  target: number;
  linkType: LinkType;
  label: string;
}

const SLICE_NODES = 1_000;

/**
 * Nodes to draw, in the order asked for, and every link among them, in id order. Unknown ids and repetitions are left
 * out. O(nodes asked for + their links).
 * @yields Nodes read so far.
 */
export function* graphElements(
  graph: ProvenanceGraph,
  queries: ReturnType<typeof prepareNodeQueries>,
  nodeIds: readonly number[],
): Generator<number, { nodes: GraphNode[]; links: GraphLink[] }> {
  const isShown = new Uint8Array(graph.nodeCount);
  const indices: number[] = [];
  for (const nodeId of nodeIds) {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index < 0 || isShown[index] === 1) continue;
    isShown[index] = 1;
    indices.push(index);
  }
  const nodes: GraphNode[] = [];
  for (let start = 0; start < indices.length; start += SLICE_NODES) {
    const slice = indices.slice(start, start + SLICE_NODES);
    for (const row of queries.rows(slice.map((index) => graph.nodeIds[index]!))) {
      const index = nodeIndexOf(graph.nodeIds, row.nodeId);
      const { nodeId, uuid, nodeType, label, processLabel, processState, exitStatus, ctime } = row;
      const incoming = graph.incoming.offsets[index + 1]! - graph.incoming.offsets[index]!;
      const outgoing = graph.outgoing.offsets[index + 1]! - graph.outgoing.offsets[index]!;
      const facts = { nodeId, uuid, nodeType, label, processLabel, processState, exitStatus, ctime };
      nodes.push({ ...facts, incoming, outgoing, calls: countCalls(graph, index) });
    }
    yield nodes.length;
  }
  return { nodes, links: linksAmong(graph, indices, isShown) };
}

function countCalls(graph: ProvenanceGraph, index: number): number {
  let calls = 0;
  for (let entry = graph.outgoing.offsets[index]!; entry < graph.outgoing.offsets[index + 1]!; entry++) {
    const type = graph.linkTypes[graph.outgoing.links[entry]!]!;
    if (type === LINK_TYPE_CODE.call_calc || type === LINK_TYPE_CODE.call_work) calls++;
  }
  return calls;
}

function linksAmong(graph: ProvenanceGraph, indices: readonly number[], isShown: Uint8Array): GraphLink[] {
  const positions: number[] = [];
  for (const index of indices) {
    for (let entry = graph.outgoing.offsets[index]!; entry < graph.outgoing.offsets[index + 1]!; entry++) {
      if (isShown[graph.outgoing.neighbours[entry]!] === 1) positions.push(graph.outgoing.links[entry]!);
    }
  }
  positions.sort((a, b) => a - b); // positions are in the order of link ids
  return positions.map((link) => ({
    linkId: graph.linkIds[link]!,
    source: graph.nodeIds[graph.linkSources[link]!]!,
    target: graph.nodeIds[graph.linkTargets[link]!]!,
    linkType: LINK_TYPES[graph.linkTypes[link]!]!,
    label: graph.labelList[graph.linkLabels[link]!]!,
  }));
}
