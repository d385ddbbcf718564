import { curveOf } from "./curve.ts";
import type { DrawnLink, DrawnNode, Drawing } from "./drawing.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";
import type { NodeFaces } from "./node-faces.ts";
import type { Places } from "./places.ts";

export function isCall(link: GraphLink): boolean {
  return link.linkType === "call_calc" || link.linkType === "call_work";
}

/**
 * Put nodes, links, places and faces together. What did not change since the drawing before keeps its objects, so that
 * the canvas sees what it may leave alone.
 * @param facts The nodes and links to draw, and all calls among what is shown, drawn or not.
 */
export function composeDrawing(
  facts: { nodes: readonly GraphNode[]; links: readonly GraphLink[]; calls: readonly GraphLink[] },
  places: Places,
  faces: NodeFaces,
  before: Drawing,
): Drawing {
  const drawnCalls = new Map<number, number>();
  const ids = new Set(facts.nodes.map((node) => node.nodeId));
  for (const { source, target } of facts.calls)
    if (ids.has(target)) drawnCalls.set(source, (drawnCalls.get(source) ?? 0) + 1);

  const nodes = new Map<number, DrawnNode>();
  for (const node of facts.nodes) {
    const box = places.boxOf(node.nodeId);
    if (!box) throw new Error(`Node ${node.nodeId} was given no place.`);
    const hiddenCalls = Math.max(0, node.calls - (drawnCalls.get(node.nodeId) ?? 0));
    nodes.set(node.nodeId, { node, face: faces.fitting(node, box), box, hiddenCalls });
  }
  const links = new Map<number, DrawnLink>();
  for (const link of facts.links) {
    const source = nodes.get(link.source);
    const target = nodes.get(link.target);
    if (!source || !target) continue;
    const old = before.links.get(link.linkId);
    const hasStayed =
      before.nodes.get(link.source)?.box === source.box && before.nodes.get(link.target)?.box === target.box;
    const curve =
      old && hasStayed
        ? old.curve
        : curveOf(source.box, target.box, places.routeOf(link.source, link.target));
    links.set(link.linkId, { link, curve });
  }
  return { nodes, links };
}
