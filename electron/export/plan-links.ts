import type { ProvenanceGraph } from "../../shared/graph/adjacency.ts";
import type { Closure } from "../provenance/closure.ts";

/**
 * What of a closure is needed to write its links: the columns of the graph's links, and which nodes were reached. It refers
 * to nothing else of the graph, whose adjacency is the larger part.
 */
export interface LinkPlan
  extends Pick<
    ProvenanceGraph,
    "linkCount" | "nodeIds" | "linkSources" | "linkTargets" | "linkTypes" | "linkLabels" | "labelList"
  > {
  /** By node: `UNREACHED` for those that stay behind. */
  depths: Int32Array;
}

/**
 * The links of a closure.
 * @param standsAlone The graph goes before the links are written. Its columns may be views of one buffer with all of it
 *   (`kept-index.ts`), which lives as long as any of them: those are copied then.
 */
export function linksOfClosure({ loaded: { graph }, walk }: Closure, standsAlone: boolean): LinkPlan {
  const own = <T extends Int32Array | Uint8Array>(column: T): T =>
    standsAlone && column.buffer.byteLength > column.byteLength ? (column.slice() as T) : column;
  return {
    linkCount: graph.linkCount,
    nodeIds: own(graph.nodeIds),
    linkSources: own(graph.linkSources),
    linkTargets: own(graph.linkTargets),
    linkTypes: own(graph.linkTypes),
    linkLabels: own(graph.linkLabels),
    labelList: graph.labelList,
    depths: walk.depths,
  };
}
