import type { GraphLink, GraphNode } from "./graph-types.ts";
import { type MeasureText, type NodeFace, nodeFace, shorten } from "./node-face.ts";
import { fontOf, readPalette } from "./palette.ts";

/**
 * The faces of the nodes of one source. A node keeps the one of its first showing whatever links come, since another
 * would change its box; it gets a new one when the node itself was changed, as by an edit of its label.
 */
export class NodeFaces {
  readonly #met = new Map<number, { node: GraphNode; face: NodeFace }>();
  #measure: MeasureText | null;

  /** @param measure Only where there is no canvas. */
  constructor(measure: MeasureText | null = null) {
    this.#measure = measure;
  }

  /**
   * Make the faces of nodes that were not met before or say something else now, from the links they have now.
   * @returns Ids under which another node was met before: it was deleted, and its id given to a new one.
   */
  meet(nodes: readonly GraphNode[], links: readonly GraphLink[]): number[] {
    const fresh = nodes.filter((node) => !saysSame(node, this.#met.get(node.nodeId)?.node));
    if (fresh.length === 0) return [];
    const replaced = fresh.filter(({ nodeId, uuid }) => (this.#met.get(nodeId)?.node.uuid ?? uuid) !== uuid);
    const linksOf = linksByNode(links);
    const measure = this.#measuring();
    for (const node of fresh)
      this.#met.set(node.nodeId, {
        node,
        face: nodeFace(node, linksOf.get(node.nodeId) ?? [], measure),
      });
    return replaced.map(({ nodeId }) => nodeId);
  }

  /** The face of a node that was met. */
  of(node: GraphNode): NodeFace {
    const met = this.#met.get(node.nodeId);
    if (!met) throw new Error(`Node ${node.nodeId} was never met.`);
    return met.face;
  }

  /** The face of a node that was met, its texts cut where the box has no room for them. */
  fitting(node: GraphNode, box: { width: number; height: number }): NodeFace {
    const face = this.of(node);
    if (face.width <= box.width && face.height <= box.height) return face;
    const measure = this.#measuring();
    const text = Math.max(measure(face.title, "title"), measure(face.subtitle, "subtitle"));
    const room = box.width - (face.width - text);
    return {
      ...face,
      title: shorten(face.title, room, (part) => measure(part, "title")),
      subtitle:
        face.height > box.height ? "" : shorten(face.subtitle, room, (part) => measure(part, "subtitle")),
      width: box.width,
      height: box.height,
    };
  }

  clear(): void {
    this.#met.clear();
  }

  #measuring(): MeasureText {
    return (this.#measure ??= canvasMeasure());
  }
}

/** Whether all that a face shows of a node itself is as it was. */
function saysSame(node: GraphNode, before: GraphNode | undefined): boolean {
  return (
    before !== undefined &&
    (before === node ||
      (before.uuid === node.uuid &&
        before.label === node.label &&
        before.nodeType === node.nodeType &&
        before.processLabel === node.processLabel &&
        before.processState === node.processState &&
        before.exitStatus === node.exitStatus))
  );
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
