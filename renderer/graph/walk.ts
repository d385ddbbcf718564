import type { Drawing } from "./drawing.ts";
import { edgesOf } from "./layout/types.ts";

export type WalkKey = "left" | "right" | "up" | "down";

/** Where the arrow keys are, and along which link they came there. */
export interface WalkState {
  cursorId: number | null;
  cameFrom: { nodeId: number; direction: "incoming" | "outgoing" } | null;
}

export const NOWHERE: WalkState = { cursorId: null, cameFrom: null };

/**
 * One press of an arrow key. Right goes along an outgoing link and Left along an incoming one, of several to the node
 * nearest in height; Up and Down go to the others that are linked with the node we came from, else to the next node of
 * the column. Without a cursor the walk begins at the node furthest left. The same state when there is nowhere to go.
 */
export function walk(state: WalkState, key: WalkKey, drawing: Drawing): WalkState {
  const current = state.cursorId === null ? undefined : drawing.nodes.get(state.cursorId);
  if (!current || state.cursorId === null) {
    const first = firstNode(drawing);
    return first === null ? state : { cursorId: first, cameFrom: null };
  }
  if (key === "left" || key === "right") {
    const direction = key === "right" ? "outgoing" : "incoming";
    const next = neighbours(state.cursorId, direction, drawing).sort(
      (a, b) => heightApart(a, current.box.y, drawing) - heightApart(b, current.box.y, drawing) || a - b,
    )[0];
    return next === undefined ? state : { cursorId: next, cameFrom: { nodeId: state.cursorId, direction } };
  }
  return toSibling(state, state.cursorId, key, drawing);
}

/** Where a walk begins: the node furthest left, of those the uppermost. Null for an empty drawing. */
export function firstNode(drawing: Drawing): number | null {
  let first: number | null = null;
  let bestX = Infinity;
  let bestY = Infinity;
  for (const [nodeId, { box }] of drawing.nodes) {
    if (box.x > bestX || (box.x === bestX && box.y >= bestY)) continue;
    first = nodeId;
    bestX = box.x;
    bestY = box.y;
  }
  return first;
}

/** Nodes at the other ends of a node's drawn links, each once. */
export function neighbours(nodeId: number, direction: "incoming" | "outgoing", drawing: Drawing): number[] {
  const found = new Set<number>();
  for (const { link } of drawing.links.values()) {
    if (direction === "outgoing" && link.source === nodeId) found.add(link.target);
    if (direction === "incoming" && link.target === nodeId) found.add(link.source);
  }
  found.delete(nodeId);
  return [...found];
}

function toSibling(state: WalkState, cursorId: number, key: "up" | "down", drawing: Drawing): WalkState {
  const { cameFrom } = state;
  const siblings = cameFrom ? neighbours(cameFrom.nodeId, cameFrom.direction, drawing) : [];
  if (siblings.length > 1) {
    const next = nextBelow(siblings, cursorId, key, drawing);
    if (next !== null) return { cursorId: next, cameFrom };
  }
  const next = nextBelow(columnOf(cursorId, drawing), cursorId, key, drawing);
  return next === null ? state : { cursorId: next, cameFrom: null };
}

/** The next of some nodes in reading order, from top to bottom (or the one before, for "up"). */
function nextBelow(
  nodeIds: readonly number[],
  fromId: number,
  key: "up" | "down",
  drawing: Drawing,
): number | null {
  const sorted = [...nodeIds].sort((a, b) => {
    const first = drawing.nodes.get(a)?.box;
    const second = drawing.nodes.get(b)?.box;
    return (first?.y ?? 0) - (second?.y ?? 0) || (first?.x ?? 0) - (second?.x ?? 0) || a - b;
  });
  const at = sorted.indexOf(fromId);
  return sorted[key === "down" ? at + 1 : at - 1] ?? null;
}

/** Nodes that stand over or under a node, itself among them. */
function columnOf(nodeId: number, drawing: Drawing): number[] {
  const own = drawing.nodes.get(nodeId);
  if (!own) return [];
  const { left, right } = edgesOf(own.box);
  return [...drawing.nodes]
    .filter(([, { box }]) => edgesOf(box).left < right && edgesOf(box).right > left)
    .map(([id]) => id);
}

function heightApart(nodeId: number, y: number, drawing: Drawing): number {
  return Math.abs((drawing.nodes.get(nodeId)?.box.y ?? 0) - y);
}
