import type { Curve } from "./curve.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";
import type { Box } from "./layout/types.ts";
import type { NodeFace } from "./node-face.ts";

/** One node as it is drawn: facts, looks and place. */
export interface DrawnNode {
  node: GraphNode;
  face: NodeFace;
  box: Box;
  hiddenCalls: number; // processes that it called and that are not drawn
}

export interface DrawnLink {
  link: GraphLink;
  curve: Curve;
}

/** All that is on the canvas. Nodes by id, in the order of their creation. */
export interface Drawing {
  nodes: ReadonlyMap<number, DrawnNode>;
  links: ReadonlyMap<number, DrawnLink>; // by link id
}

export const EMPTY_DRAWING: Drawing = { nodes: new Map(), links: new Map() };

/** Ids that can be asked for one by one; a set is one, and so is a sorted list. */
export interface NodeIds {
  has(nodeId: number): boolean;
}

/** What a view lays over the drawing. Ids that are not drawn do nothing. */
export interface Marks {
  focusedId: number | null;
  markedIds: ReadonlySet<number>;
  cursorId: number | null;
  /** Ids to export as chosen and as added by rules; null while the basket is empty. */
  basket: { chosen: NodeIds; added: NodeIds } | null;
  /** Nodes that pass the filter; null without one. */
  matching: ReadonlySet<number> | null;
  trailLinkIds: ReadonlySet<number>;
  /** What the sender of the archive chose; empty where that says nothing. */
  startIds: ReadonlySet<number>;
}

export const NO_MARKS: Marks = {
  focusedId: null,
  markedIds: new Set(),
  cursorId: null,
  basket: null,
  matching: null,
  trailLinkIds: new Set(),
  startIds: new Set(),
};

/** True for a node that is drawn faded: not to be exported, or outside the filter. */
export function isFaded(nodeId: number, marks: Marks): boolean {
  const isLeftOut =
    marks.basket !== null && !marks.basket.chosen.has(nodeId) && !marks.basket.added.has(nodeId);
  return isLeftOut || (marks.matching !== null && !marks.matching.has(nodeId));
}
