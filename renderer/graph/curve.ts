import { type Box, edgesOf } from "./layout/types.ts";

/** Points that pull a link's curve, in cytoscape's measure: along the line between its ends, and away from it. */
export interface Curve {
  weights: number[]; // 0 at the source end … 1 at the target end
  distances: number[]; // px to the side of the line
}

const LOOP = 34; // px that a link leading back swings out

/**
 * The curve of a link from the right side of one box to the left side of another.
 * @param route Points of the layout for this very pair of places; without them the link is drawn as a plain S, and one
 * that leads back as a loop around both boxes.
 */
export function curveOf(source: Box, target: Box, route: readonly number[] | null): Curve {
  const from = { x: edgesOf(source).right, y: source.y };
  const to = { x: edgesOf(target).left, y: target.y };
  const points = route ?? plainPoints(source, target);
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const weights: number[] = [];
  const distances: number[] = [];
  for (let k = 0; k + 1 < points.length; k += 2) {
    const px = points[k]! - from.x;
    const py = points[k + 1]! - from.y;
    weights.push((px * dx + py * dy) / length ** 2);
    distances.push((py * dx - px * dy) / length); // cytoscape's side: (−dy, dx) / length
  }
  return { weights, distances };
}

function plainPoints(source: Box, target: Box): number[] {
  const from = edgesOf(source);
  const to = edgesOf(target);
  const gap = to.left - from.right;
  if (gap >= 16) {
    const reach = Math.min(gap / 2, 60);
    return [from.right + reach, source.y, to.left - reach, target.y];
  }
  const isApart = from.bottom + 8 < to.top || to.bottom + 8 < from.top;
  const between = isApart
    ? (Math.max(from.top, to.top) + Math.min(from.bottom, to.bottom)) / 2
    : Math.min(from.top, to.top) - LOOP;
  return [
    from.right + LOOP,
    source.y,
    from.right + LOOP,
    between,
    to.left - LOOP,
    between,
    to.left - LOOP,
    target.y,
  ];
}
