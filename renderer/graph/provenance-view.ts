import type { LinkType } from "../../shared/model/link.ts";
import { isProcess, nodeFamily } from "../../shared/model/node.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";

/** Which of AiiDA's views of provenance: all of it, that of data, of workflows, or who called whom. */
export type ProvenanceView = "all" | "data" | "logical" | "call";

const LINKS_OF: Record<ProvenanceView, ReadonlySet<LinkType>> = {
  all: new Set(["input_calc", "input_work", "create", "return", "call_calc", "call_work"]),
  data: new Set(["input_calc", "create"]),
  logical: new Set(["input_work", "return", "call_work", "input_calc", "create"]),
  call: new Set(["call_calc", "call_work"]),
};

/**
 * The nodes and links of a view of the provenance, in the order given.
 * - data: calculations and what they used and created; workflows are left out.
 * - logical: workflows and what they were given and returned. A calculation that no shown workflow called stands on the
 *   same level as they do, so it stays with its data; those inside a workflow are left out, with data only they knew.
 * - call: processes and who called them.
 * Data that no link shows anyway stay: leaving them out would hide that they are there.
 * @param linkTypes Link types switched on, on top of that.
 */
export function viewOfProvenance(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  view: ProvenanceView,
  linkTypes: ReadonlySet<LinkType>,
): { nodes: GraphNode[]; links: GraphLink[] } {
  const left = leftOut(nodes, links, view);
  return {
    nodes: nodes.filter((node) => !left.has(node.nodeId)),
    links: links.filter(
      (link) =>
        LINKS_OF[view].has(link.linkType) &&
        linkTypes.has(link.linkType) &&
        !left.has(link.source) &&
        !left.has(link.target),
    ),
  };
}

function leftOut(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  view: ProvenanceView,
): ReadonlySet<number> {
  if (view === "all") return new Set();
  if (view === "call") return idsOf(nodes, (node) => !isProcess(node.nodeType));
  if (view === "data") {
    const processes = idsOf(nodes, (node) => nodeFamily(node.nodeType) === "workflow");
    return withLonelyData(nodes, links, processes);
  }
  const called = new Set(links.filter((link) => link.linkType === "call_calc").map((link) => link.target));
  return withLonelyData(nodes, links, called);
}

/** The processes, and the data all of whose shown links end at them. */
function withLonelyData(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  processes: ReadonlySet<number>,
): ReadonlySet<number> {
  const linked = new Set<number>();
  const stillLinked = new Set<number>();
  for (const { source, target } of links) {
    for (const [near, far] of [
      [source, target],
      [target, source],
    ] as const) {
      linked.add(near);
      if (!processes.has(far)) stillLinked.add(near);
    }
  }
  const lonely = idsOf(
    nodes,
    ({ nodeId, nodeType }) => !isProcess(nodeType) && linked.has(nodeId) && !stillLinked.has(nodeId),
  );
  return new Set([...processes, ...lonely]);
}

function idsOf(nodes: readonly GraphNode[], isIn: (node: GraphNode) => boolean): Set<number> {
  return new Set(nodes.filter(isIn).map((node) => node.nodeId));
}
