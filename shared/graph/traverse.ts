import { LINK_TYPES } from "../model/link.ts";
import type { ProvenanceGraph } from "./adjacency.ts";
import { ruleFor, TRAVERSAL_RULES, type TraversalRules } from "./traversal-rules.ts";

/** Depth of a node that the walk did not reach. */
export const UNREACHED = -1;
/** The rule of a node that was chosen, not brought in. */
export const NO_RULE = 255;

/** What a walk found. Arrays named "by node" have one entry for each node of the graph. */
export interface Walk {
  /** Node indices reached, nearest first; the seeds, without duplicates, come first. */
  order: Int32Array;
  /** By node: links walked from the nearest seed, or `UNREACHED`. */
  depths: Int32Array;
  /** By node: position in `TRAVERSAL_RULES` of the rule that brought it in, or `NO_RULE`. */
  rules: Uint8Array;
  /** By node: the link that brought it in (position in the graph's link columns), or −1. */
  links: Int32Array;
}

/** Position in `TRAVERSAL_RULES` of the rule that walks each link type, per direction; −1 where it is off. */
interface Follow {
  forward: Int8Array;
  backward: Int8Array;
}

const SLICE = 4096; // nodes between two reports: about a millisecond

/**
 * Collect every node that the rules reach from the seeds: AiiDA's export closure (`aiida.tools.graph`, "AGE"),
 * breadth-first, both directions from the same frontier. Each node keeps the rule and link that first brought it in;
 * among those of one depth the lowest rule in the order of `TRAVERSAL_RULES` wins, then the lowest UUID of the node
 * walked from, then the lowest link label. So the answer does not depend on the order of rows or seeds.
 * O(nodes + links) time, 9 bytes for each node of the graph. Cancel by not asking for more.
 * @param seeds     Node indices; duplicates count once.
 * @param uuidRanks By node: its place when all are sorted by UUID.
 * @yields Nodes expanded so far, every 4,096.
 */
export function* traverse(
  graph: ProvenanceGraph,
  seeds: ArrayLike<number>,
  rules: TraversalRules,
  uuidRanks: Int32Array,
): Generator<number, Walk> {
  const follow = followTables(rules);
  const walk = emptyWalk(graph.nodeCount);
  let length = 0;
  for (let i = 0; i < seeds.length; i++) {
    const seed = seeds[i]!;
    if (walk.depths[seed] !== UNREACHED) continue;
    walk.depths[seed] = 0;
    walk.order[length++] = seed;
  }
  for (let head = 0; head < length; head++) {
    if (head % SLICE === SLICE - 1) yield head;
    const node = walk.order[head]!;
    const depth = walk.depths[node]! + 1;
    for (const isForward of [true, false]) {
      const { offsets, neighbours, links } = isForward ? graph.outgoing : graph.incoming;
      const ruleOfType = isForward ? follow.forward : follow.backward;
      for (let entry = offsets[node]!; entry < offsets[node + 1]!; entry++) {
        const link = links[entry]!;
        const rule = ruleOfType[graph.linkTypes[link]!]!;
        if (rule < 0) continue;
        const neighbour = neighbours[entry]!;
        const known = walk.depths[neighbour]!;
        if (known === UNREACHED) {
          walk.depths[neighbour] = depth;
          walk.order[length++] = neighbour;
        } else if (known !== depth || !comesFirst(graph, walk, uuidRanks, neighbour, rule, node, link)) {
          continue;
        }
        walk.rules[neighbour] = rule;
        walk.links[neighbour] = link;
      }
    }
  }
  walk.order = walk.order.slice(0, length);
  return walk;
}

/**
 * Nodes that one more rule would add to a finished walk: those at the far ends of its links and everything that all
 * rules together reach from there. O(links of the walk + nodes added), far less than walking again.
 * @param rules The rules of the walk with the further one switched on.
 * @returns Node indices, in no meaningful order.
 */
export function furtherNodes(graph: ProvenanceGraph, walk: Walk, rules: TraversalRules): Int32Array {
  const follow = followTables(rules);
  const isNew = new Uint8Array(graph.nodeCount);
  const added: number[] = [];
  const expand = (node: number) => {
    for (const isForward of [true, false]) {
      const { offsets, neighbours, links } = isForward ? graph.outgoing : graph.incoming;
      const ruleOfType = isForward ? follow.forward : follow.backward;
      for (let entry = offsets[node]!; entry < offsets[node + 1]!; entry++) {
        const neighbour = neighbours[entry]!;
        if (walk.depths[neighbour] !== UNREACHED || isNew[neighbour] === 1) continue;
        if (ruleOfType[graph.linkTypes[links[entry]!]!]! < 0) continue;
        isNew[neighbour] = 1;
        added.push(neighbour);
      }
    }
  };
  for (const node of walk.order) expand(node);
  for (let head = 0; head < added.length; head++) expand(added[head]!); // grows while it runs
  return Int32Array.from(added);
}

/** Run a generator to its end and take what it returns: for callers that need no progress. */
export function complete<T>(job: Generator<unknown, T>): T {
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
  }
}

/** The node that a link was walked from, given the node it led to. */
export function walkedFrom(graph: ProvenanceGraph, link: number, to: number): number {
  const source = graph.linkSources[link]!;
  return source === to ? graph.linkTargets[link]! : source;
}

/** Number of links of the graph with both ends in the walk: what AiiDA exports, since each type has a rule always on. */
export function countLinks(graph: ProvenanceGraph, walk: Walk): number {
  let count = 0;
  for (const node of walk.order) {
    for (let entry = graph.outgoing.offsets[node]!; entry < graph.outgoing.offsets[node + 1]!; entry++) {
      if (walk.depths[graph.outgoing.neighbours[entry]!] !== UNREACHED) count++;
    }
  }
  return count;
}

function emptyWalk(nodeCount: number): Walk {
  return {
    order: new Int32Array(nodeCount),
    depths: new Int32Array(nodeCount).fill(UNREACHED),
    rules: new Uint8Array(nodeCount).fill(NO_RULE),
    links: new Int32Array(nodeCount).fill(-1),
  };
}

function followTables(rules: TraversalRules): Follow {
  const table = (isForward: boolean) =>
    Int8Array.from(LINK_TYPES, (type) => {
      const rule = ruleFor(type, isForward);
      return rules[rule] ? TRAVERSAL_RULES.indexOf(rule) : -1;
    });
  return { forward: table(true), backward: table(false) };
}

/** Whether this way to the neighbour beats the one recorded, which has the same depth. */
function comesFirst(
  graph: ProvenanceGraph,
  walk: Walk,
  uuidRanks: Int32Array,
  neighbour: number,
  rule: number,
  from: number,
  link: number,
): boolean {
  const knownRule = walk.rules[neighbour]!;
  if (rule !== knownRule) return rule < knownRule;
  const knownLink = walk.links[neighbour]!;
  const knownFrom = walkedFrom(graph, knownLink, neighbour);
  if (from !== knownFrom) return uuidRanks[from]! < uuidRanks[knownFrom]!;
  return graph.linkLabels[link]! < graph.linkLabels[knownLink]!;
}
