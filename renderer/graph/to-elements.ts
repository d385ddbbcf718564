import type cytoscape from "cytoscape";
import type { DrawnLink, DrawnNode } from "./drawing.ts";

/** Ids of elements: numbers of nodes and of links overlap. */
export const nodeElementId = (nodeId: number) => `n${nodeId}`;
export const linkElementId = (linkId: number) => `l${linkId}`;

/** Our nodes and links as cytoscape's elements: the only place where a link becomes its edge. */
export function toElements(
  nodes: Iterable<DrawnNode>,
  links: Iterable<DrawnLink>,
): cytoscape.ElementDefinition[] {
  return [...Array.from(nodes, nodeElement), ...Array.from(links, linkElement)];
}

function nodeElement({ node, box }: DrawnNode): cytoscape.ElementDefinition {
  return {
    group: "nodes",
    data: { id: nodeElementId(node.nodeId), nodeId: node.nodeId, width: box.width, height: box.height },
    position: { x: box.x, y: box.y },
    grabbable: false, // a place is the layout's; dragging moves the view
    pannable: true,
    selectable: false, // what is chosen is the window's state, not cytoscape's
  };
}

function linkElement({ link, curve }: DrawnLink): cytoscape.ElementDefinition {
  return {
    group: "edges",
    data: {
      id: linkElementId(link.linkId),
      linkId: link.linkId,
      source: nodeElementId(link.source),
      target: nodeElementId(link.target),
      linkType: link.linkType,
      weights: curve.weights,
      distances: curve.distances,
    },
    pannable: true,
    selectable: false,
  };
}
