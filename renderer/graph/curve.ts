import { type Box, edgesOf } from "./layout/types.ts";

/** The course of a link: from its source's right side to its target's left side, pulled by points between them. */
export interface Curve {
  /** x, y, x, y …: the start, the points that pull, the end. Two neighbouring pulls meet half way between them. */
  points: number[];
  /** A box around all points; the curve lies inside. */
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const LOOP = 34; // px that a link leading back swings out

/**
 * The curve of a link from the right side of one box to the left side of another.
 * @param route Points of the layout for this very pair of places; without them the link is drawn as a plain S, and one
 * that leads back as a loop around both boxes.
 */
export function curveOf(source: Box, target: Box, route: readonly number[] | null): Curve {
  const pulls = route ?? plainPoints(source, target);
  const points = [edgesOf(source).right, source.y, ...pulls, edgesOf(target).left, target.y];
  const curve: Curve = { points, left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (let k = 0; k < points.length; k += 2) {
    const x = points[k]!; // points come in pairs
    const y = points[k + 1]!;
    if (x < curve.left) curve.left = x;
    if (x > curve.right) curve.right = x;
    if (y < curve.top) curve.top = y;
    if (y > curve.bottom) curve.bottom = y;
  }
  return curve;
}

/**
 * Walk along a curve in its pieces: each bends towards a pull and ends at the next meeting point. Without pulls it is one
 * straight piece, which bends towards its own end.
 */
export function eachPiece(
  { points }: Curve,
  piece: (pullX: number, pullY: number, endX: number, endY: number) => void,
): void {
  const last = points.length - 2;
  if (last === 2) return piece(points[2]!, points[3]!, points[2]!, points[3]!);
  for (let k = 2; k < last; k += 2) {
    const x = points[k]!;
    const y = points[k + 1]!;
    const isLast = k + 2 === last;
    const endX = points[k + 2]!;
    const endY = points[k + 3]!;
    piece(x, y, isLast ? endX : (x + endX) / 2, isLast ? endY : (y + endY) / 2);
  }
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
