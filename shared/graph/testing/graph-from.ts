import type { LinkType } from "../../model/link.ts";
import { buildGraph, type ProvenanceGraph, UNKNOWN_LINK_TYPE } from "../adjacency.ts";
import { LINK_TYPE_CODE } from "../traversal-rules.ts";

/** A link as tests write it: source, target, type, label (default: the type). */
export type TestLink = readonly [source: number, target: number, type: string, label?: string];

/** A graph over nodes with the given ids (ascending) and links between ids; link ids count from 1. */
export function graphFrom(nodeIds: readonly number[], links: readonly TestLink[]): ProvenanceGraph {
  const labelOf = (link: TestLink) => link[3] ?? link[2];
  const labelList = [...new Set(links.map(labelOf))].sort((a, b) => (a < b ? -1 : 1));
  return buildGraph(Int32Array.from(nodeIds), {
    ids: Int32Array.from(links, (_, position) => position + 1),
    sources: Int32Array.from(links, ([source]) => source),
    targets: Int32Array.from(links, ([, target]) => target),
    types: Uint8Array.from(links, ([, , type]) => LINK_TYPE_CODE[type as LinkType] ?? UNKNOWN_LINK_TYPE),
    labels: Int32Array.from(links, (link) => labelList.indexOf(labelOf(link))),
    labelList,
  });
}

/** Ranks for nodes whose UUIDs sort as their ids do. */
export function ranksInIdOrder(graph: ProvenanceGraph): Int32Array {
  return Int32Array.from({ length: graph.nodeCount }, (_, index) => index);
}
