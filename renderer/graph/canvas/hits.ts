import { type Curve, eachPiece } from "../curve.ts";
import type { Drawing } from "../drawing.ts";
import { edgesOf } from "../layout/types.ts";

interface Point {
  x: number;
  y: number;
}

/** The node that lies at a point of the drawing, the uppermost of several; null where there is none. O(nodes). */
export function nodeAt({ nodes }: Drawing, { x, y }: Point): number | null {
  let found: number | null = null;
  for (const [nodeId, { box }] of nodes) {
    const isIn = Math.abs(x - box.x) <= box.width / 2 && Math.abs(y - box.y) <= box.height / 2;
    if (isIn) found = nodeId;
  }
  return found;
}

/** The link nearest to a point, at most `reach` px of the drawing away; null where there is none. */
export function linkAt({ links }: Drawing, point: Point, reach: number): number | null {
  let found: number | null = null;
  let nearest = reach;
  for (const [linkId, { curve }] of links) {
    const isOff =
      point.x < curve.left - reach ||
      point.x > curve.right + reach ||
      point.y < curve.top - reach ||
      point.y > curve.bottom + reach;
    if (isOff) continue;
    const distance = distanceTo(curve, point);
    if (distance > nearest) continue;
    nearest = distance;
    found = linkId;
  }
  return found;
}

/** Nodes that lie in a rectangle between two corners, in part or in full; in the order of the drawing. */
export function nodesIn({ nodes }: Drawing, one: Point, other: Point): number[] {
  const left = Math.min(one.x, other.x);
  const right = Math.max(one.x, other.x);
  const top = Math.min(one.y, other.y);
  const bottom = Math.max(one.y, other.y);
  const found: number[] = [];
  for (const [nodeId, { box }] of nodes) {
    const edges = edgesOf(box);
    if (edges.right >= left && edges.left <= right && edges.bottom >= top && edges.top <= bottom)
      found.push(nodeId);
  }
  return found;
}

const STEPS = 8; // straight strokes that stand for one bend

function distanceTo(curve: Curve, { x, y }: Point): number {
  let best = Infinity;
  let fromX = curve.points[0]!; // a curve has two points at least
  let fromY = curve.points[1]!;
  eachPiece(curve, (pullX, pullY, endX, endY) => {
    let lastX = fromX;
    let lastY = fromY;
    for (let step = 1; step <= STEPS; step++) {
      const t = step / STEPS;
      const nextX = (1 - t) ** 2 * fromX + 2 * t * (1 - t) * pullX + t * t * endX;
      const nextY = (1 - t) ** 2 * fromY + 2 * t * (1 - t) * pullY + t * t * endY;
      best = Math.min(best, toStroke(x, y, lastX, lastY, nextX, nextY));
      lastX = nextX;
      lastY = nextY;
    }
    fromX = endX;
    fromY = endY;
  });
  return best;
}

function toStroke(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const dx = bx - ax;
  const dy = by - ay;
  const along = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}
