import type { GraphLink, GraphNode } from "./graph-types.ts";
import { type MeasureText, type NodeFace, nodeFace } from "./node-face.ts";
import { fontOf, readPalette } from "./palette.ts";

/** The faces of the nodes of one source. A node keeps the one of its first showing: another would change its box. */
export class NodeFaces {
  readonly #faces = new Map<number, NodeFace>();
  #measure: MeasureText | null = null;

  /** Make the faces of nodes that were not met before, from the links they have now. */
  meet(nodes: readonly GraphNode[], links: readonly GraphLink[]): void {
    const fresh = nodes.filter((node) => !this.#faces.has(node.nodeId));
    if (fresh.length === 0) return;
    const linksOf = linksByNode(links);
    this.#measure ??= canvasMeasure();
    for (const node of fresh)
      this.#faces.set(node.nodeId, nodeFace(node, linksOf.get(node.nodeId) ?? [], this.#measure));
  }

  /** The face of a node that was met. */
  of(node: GraphNode): NodeFace {
    const face = this.#faces.get(node.nodeId);
    if (!face) throw new Error(`Node ${node.nodeId} was never met.`);
    return face;
  }

  clear(): void {
    this.#faces.clear();
  }
}

function linksByNode(links: readonly GraphLink[]): ReadonlyMap<number, readonly GraphLink[]> {
  const byNode = new Map<number, GraphLink[]>();
  for (const link of links) {
    for (const end of [link.source, link.target]) {
      const list = byNode.get(end);
      if (list) list.push(link);
      else byNode.set(end, [link]);
    }
  }
  return byNode;
}

/** Measures text as the canvas will draw it. */
function canvasMeasure(): MeasureText {
  const context = document.createElement("canvas").getContext("2d");
  if (!context) throw new Error("This window cannot draw: it has no canvas.");
  const { font } = readPalette();
  return (text, kind) => {
    context.font = fontOf(kind, font);
    return context.measureText(text).width;
  };
}
