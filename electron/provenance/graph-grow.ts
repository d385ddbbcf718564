import { nodeIndexOf, type ProvenanceGraph } from "../../shared/graph/adjacency.ts";
import { LINK_TYPES, type LinkType } from "../../shared/model/link.ts";

/** Which neighbours of a node are asked for. */
export type GrowStep = "calls" | "callers" | "inputs" | "outputs" | "ancestors" | "descendants";

const CALLS: readonly LinkType[] = ["call_calc", "call_work"];
const NOT_CALLS = LINK_TYPES.filter((type) => !CALLS.includes(type));

/** What each step follows. A datum's inputs are the processes that made it, its outputs those that use it. */
const STEPS: Readonly<Record<GrowStep, { isForward: boolean; types: readonly LinkType[] }>> = {
  calls: { isForward: true, types: CALLS },
  callers: { isForward: false, types: CALLS },
  inputs: { isForward: false, types: NOT_CALLS },
  outputs: { isForward: true, types: NOT_CALLS },
  ancestors: { isForward: false, types: LINK_TYPES },
  descendants: { isForward: true, types: LINK_TYPES },
};

const SLICE = 4096;

/**
 * Nodes reached from these along one direction, nearest first and without the nodes themselves; ids that the graph
 * does not have are passed over. Loops end: each node comes once. O(nodes + links reached).
 * @param depth Links walked at most; the four single steps take one whatever it says.
 * @param types Only links of these types; default: all that fit the step.
 * @yields Nodes expanded so far.
 */
export function* growFrom(
  graph: ProvenanceGraph,
  nodeIds: readonly number[],
  step: GrowStep,
  depth: number,
  types: readonly LinkType[] = LINK_TYPES,
): Generator<number, Int32Array> {
  const { isForward, types: fitting } = STEPS[step];
  const isFollowed = LINK_TYPES.map((type) => fitting.includes(type) && types.includes(type));
  const maxDepth = step === "ancestors" || step === "descendants" ? depth : 1;
  const { offsets, neighbours, links } = isForward ? graph.outgoing : graph.incoming;
  const depths = new Int32Array(graph.nodeCount).fill(-1);
  const order: number[] = [];
  for (const nodeId of nodeIds) {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index < 0 || depths[index] === 0) continue;
    depths[index] = 0;
    order.push(index);
  }
  const startCount = order.length;
  for (let head = 0; head < order.length; head++) {
    if (head % SLICE === SLICE - 1) yield head;
    const node = order[head]!;
    if (depths[node]! >= maxDepth) break; // breadth-first: all that follow are at least as deep
    for (let entry = offsets[node]!; entry < offsets[node + 1]!; entry++) {
      const neighbour = neighbours[entry]!;
      if (depths[neighbour] !== -1 || !isFollowed[graph.linkTypes[links[entry]!]!]) continue;
      depths[neighbour] = depths[node]! + 1;
      order.push(neighbour);
    }
  }
  return Int32Array.from(order.slice(startCount), (index) => graph.nodeIds[index]!);
}
