import type { LinkType } from "../../../shared/model/link.ts";
import { curveOf } from "../curve.ts";
import type { Drawing } from "../drawing.ts";
import type { GraphLink, GraphNode } from "../graph-types.ts";
import { nodeFace } from "../node-face.ts";

/** A node for tests: its type by a short word, everything else as one would expect. */
export function makeNode(
  nodeId: number,
  kind: keyof typeof TYPES,
  change: Partial<GraphNode> = {},
): GraphNode {
  const isProcess = kind !== "data" && kind !== "code";
  return {
    nodeId,
    uuid: `00000000-0000-4000-8000-${String(nodeId).padStart(12, "0")}`,
    nodeType: TYPES[kind],
    label: "",
    processLabel: isProcess ? `${kind}${nodeId}` : null,
    processState: isProcess ? "finished" : null,
    exitStatus: isProcess ? 0 : null,
    ctime: "2026-03-03 10:00:00.000000",
    incoming: 1,
    outgoing: 1,
    calls: 0,
    ...change,
  };
}

const TYPES = {
  data: "data.core.dict.Dict.",
  code: "data.core.code.installed.InstalledCode.",
  calculation: "process.calculation.calcjob.CalcJobNode.",
  workflow: "process.workflow.workchain.WorkChainNode.",
} as const;

/** Links for tests from triples; ids are 1, 2, 3 … and labels the link types. */
export function makeLinks(triples: ReadonlyArray<readonly [number, LinkType, number]>): GraphLink[] {
  return triples.map(([source, linkType, target], index) => ({
    linkId: index + 1,
    source,
    target,
    linkType,
    label: linkType,
  }));
}

/** A drawing for tests: places by hand, boxes of 100 × 40. */
export function makeDrawing(
  nodes: ReadonlyArray<readonly [GraphNode, { x: number; y: number }]>,
  links: readonly GraphLink[],
): Drawing {
  const drawn = new Map(
    nodes.map(([node, place]) => [
      node.nodeId,
      {
        node,
        face: nodeFace(node, links, (text) => text.length * 6),
        box: { nodeId: node.nodeId, ...place, width: 100, height: 40 },
        hiddenCalls: 0,
      },
    ]),
  );
  return {
    nodes: drawn,
    links: new Map(
      links.map((link) => [
        link.linkId,
        { link, curve: curveOf(drawn.get(link.source)!.box, drawn.get(link.target)!.box, null) },
      ]),
    ),
  };
}
