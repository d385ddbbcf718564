import { buildGraph, type LinkColumns } from "../../shared/graph/adjacency.ts";
import { ruleFor, type TraversalRules } from "../../shared/graph/traversal-rules.ts";
import type { JobProgress } from "../archive/source.ts";
import type { prepareNeighbourhood, StoredLink, StoredNode } from "../db/queries/neighbourhood.ts";
import { text } from "../db/rows.ts";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { endOf, linkTypeCode, type SourceGraph } from "./load-graph.ts";

type Neighbourhood = ReturnType<typeof prepareNeighbourhood>;

const SLICE_NODES = 500; // some milliseconds

/**
 * Read only what the rules reach from some nodes: for a closure of a few of very many nodes, the graph of the closure
 * alone, in which every walk under these rules goes as it would in the whole (`load-graph.ts`). 1,000 nodes take about
 * 20 ms, however large the source is.
 * @param seeds Ids; those of no node are left out.
 * @param most  So many nodes at most.
 * @yields Nodes found, after every slice.
 * @returns null when there are more.
 */
export function* loadGraphAround(
  neighbourhood: Neighbourhood,
  seeds: Iterable<number>,
  rules: TraversalRules,
  most: number,
): Generator<JobProgress, SourceGraph | null> {
  const forward = LINK_TYPES.filter((type) => rules[ruleFor(type, true)]);
  const backward = LINK_TYPES.filter((type) => rules[ruleFor(type, false)]);
  const nodes = new Map<number, StoredNode>();
  const asked = new Set<number>();
  const step = (): JobProgress => ({
    phase: "following links",
    done: nodes.size,
    total: null,
    unit: "nodes",
  });
  let frontier = [...new Set(seeds)];
  while (frontier.length > 0) {
    for (const id of frontier) asked.add(id);
    if (asked.size > most) return null;
    const next = new Set<number>();
    for (let at = 0; at < frontier.length; at += SLICE_NODES) {
      const found = neighbourhood.nodes(frontier.slice(at, at + SLICE_NODES));
      for (const node of found) nodes.set(node[0], node);
      const ids = found.map(([id]) => id);
      for (const id of neighbourhood.neighbours(ids, forward, true)) if (!asked.has(id)) next.add(id);
      for (const id of neighbourhood.neighbours(ids, backward, false)) if (!asked.has(id)) next.add(id);
      if (asked.size + next.size > most) return null;
      yield step();
    }
    frontier = [...next];
  }
  const nodeIds = Int32Array.from(nodes.keys()).sort();
  const links: StoredLink[] = [];
  const ids = Array.from(nodeIds);
  for (let at = 0; at < ids.length; at += SLICE_NODES) {
    for (const link of neighbourhood.linksInto(ids.slice(at, at + SLICE_NODES))) {
      if (nodes.has(endOf(link[1]))) links.push(link); // others lead out of the closure
    }
    yield step();
  }
  const inOrder = Array.from(nodeIds, (id) => nodes.get(id)!);
  return { graph: buildGraph(nodeIds, columnsOf(links)), ...factsOf(inOrder) };
}

function columnsOf(links: StoredLink[]): LinkColumns {
  links.sort(([a], [b]) => a - b);
  const texts = links.map(([, , , , label]) => text(label));
  const labelList = [...new Set(texts)].sort((a, b) => (a < b ? -1 : 1)); // code units; all are distinct
  const position = new Map(labelList.map((label, at) => [label, at]));
  return {
    ids: Int32Array.from(links, ([id]) => id),
    sources: Int32Array.from(links, ([, source]) => endOf(source)),
    targets: Int32Array.from(links, ([, , target]) => endOf(target)),
    types: Uint8Array.from(links, ([, , , type]) => linkTypeCode(text(type))),
    labels: Int32Array.from(texts, (label) => position.get(label)!), // every label is in the list
    labelList,
  };
}

function factsOf(nodes: readonly StoredNode[]): Omit<SourceGraph, "graph"> {
  const uuids = nodes.map(([, uuid]) => text(uuid));
  const byUuid = Int32Array.from(nodes.keys()).sort((a, b) =>
    uuids[a]! < uuids[b]! ? -1 : uuids[a]! > uuids[b]! ? 1 : a - b,
  );
  const uuidRanks = new Int32Array(nodes.length);
  byUuid.forEach((index, rank) => (uuidRanks[index] = rank));
  const key = (value: unknown) => (value ?? -1) as number; // any value: typed arrays take numbers out of it
  return {
    uuidRanks,
    byUuid,
    userIds: Int32Array.from(nodes, ([, , user]) => key(user)),
    computerIds: Int32Array.from(nodes, ([, , , computer]) => key(computer)),
    isProcess: Uint8Array.from(nodes, ([, , , , isProcess]) => isProcess),
  };
}
