import type { LinkType } from "../../../shared/model/link.ts";
import { type Curve, eachPiece } from "../curve.ts";
import { type DrawnLink, type Drawing, isFaded, type Marks } from "../drawing.ts";
import type { Palette } from "../palette.ts";
import type { Area } from "./area.ts";
import type { Brush } from "./paint-node.ts";

const LOOKS = {
  faded: { width: 1.2, opacity: 0.12 },
  plain: { width: 1.2, opacity: 0.62 },
  near: { width: 1.8, opacity: 1 }, // at the focused node or the one that is pointed to
  trail: { width: 3, opacity: 1 },
};
type Look = keyof typeof LOOKS;
const ORDER: readonly Look[] = ["faded", "plain", "near", "trail"]; // the last one lies on top

type Stroke = "solid" | "dashed" | "dotted";
const STROKE_OF: Record<LinkType, Stroke> = {
  input_calc: "solid",
  create: "solid",
  return: "dashed",
  input_work: "dashed",
  call_calc: "dotted",
  call_work: "dotted",
};
const DASHES: Record<Stroke, number[]> = { solid: [], dashed: [5, 3], dotted: [1.5, 3] };

/** From afar links would be thinner than a pixel and vanish: below these zooms they are drawn wider. */
const FAR = [
  { below: 0.5, factor: 1.8 },
  { below: 0.28, factor: 3.2 },
  { below: 0.15, factor: 5 },
];
const LEAST_ARROW_ZOOM = 0.1; // below it an arrow is a pixel
const LEAST_DASH_ZOOM = 0.28; // below it dashes run together, and each still costs as much as a link
const AT_ONCE = 80; // curves in one path: longer ones are slower to fill in

/** Paint the links that cross an area. The context is already panned and zoomed. Returns how many were painted. */
export function paintLinks(
  context: Brush,
  area: Area,
  zoom: number,
  drawing: Drawing,
  marks: Marks,
  hoveredId: number | null,
  palette: Palette,
): number {
  const sorted = new Map<string, DrawnLink[]>();
  const lookOf = lookingAt(marks, hoveredId);
  let count = 0;
  for (const [linkId, drawn] of drawing.links) {
    const { left, right, top, bottom } = drawn.curve;
    if (right < area.left || left > area.right || bottom < area.top || top > area.bottom) continue;
    const key = `${lookOf(linkId, drawn)} ${STROKE_OF[drawn.link.linkType]}`;
    const list = sorted.get(key);
    if (list) list.push(drawn);
    else sorted.set(key, [drawn]);
    count++;
  }
  const factor = FAR.findLast(({ below }) => zoom < below)?.factor ?? 1;
  context.lineJoin = "round";
  for (const look of ORDER) {
    for (const stroke of ["solid", "dashed", "dotted"] as const) {
      const links = sorted.get(`${look} ${stroke}`);
      if (!links) continue;
      const width = LOOKS[look].width * factor;
      context.globalAlpha = LOOKS[look].opacity;
      context.lineWidth = width;
      context.lineCap = stroke === "dotted" ? "round" : "butt";
      context.setLineDash(zoom < LEAST_DASH_ZOOM ? [] : DASHES[stroke].map((length) => length * factor));
      context.strokeStyle = context.fillStyle = colorOf(look, palette);
      paintCurves(context, links, arrowLength(width, zoom), area);
    }
  }
  context.setLineDash([]);
  context.lineCap = "butt";
  context.globalAlpha = 1;
  return count;
}

function lookingAt(marks: Marks, hoveredId: number | null) {
  const { focusedId, cursorId, trailLinkIds } = marks;
  const canFade = marks.basket !== null || marks.matching !== null;
  const isNear = (nodeId: number) => nodeId === focusedId || nodeId === cursorId || nodeId === hoveredId;
  return (linkId: number, { link: { source, target } }: DrawnLink): Look => {
    if (trailLinkIds.has(linkId)) return "trail";
    if (canFade && (isFaded(source, marks) || isFaded(target, marks))) return "faded";
    return isNear(source) || isNear(target) ? "near" : "plain";
  };
}

function colorOf(look: Look, palette: Palette): string {
  if (look === "trail") return palette.added;
  return look === "near" ? palette.secondText : palette.edge;
}

function arrowLength(width: number, zoom: number): number {
  return zoom < LEAST_ARROW_ZOOM ? 0 : Math.max(6.3, width * 2);
}

function paintCurves(context: Brush, links: readonly DrawnLink[], arrow: number, area: Area): void {
  for (let start = 0; start < links.length; start += AT_ONCE) {
    const some = links.slice(start, start + AT_ONCE);
    context.beginPath();
    for (const { curve } of some) addCurve(context, curve, arrow, area);
    context.stroke();
    if (arrow === 0) continue;
    context.beginPath();
    for (const { curve } of some) if (endsIn(curve, area)) addArrow(context, curve, arrow);
    context.fill();
  }
}

/**
 * The pieces of a curve that may cross the area, as far as the arrow, so that no stroke shows beside the tip. Pieces far
 * away would cost as much as those in sight: a dashed link across a large picture has thousands of dashes.
 */
function addCurve(context: Brush, curve: Curve, arrow: number, area: Area): void {
  const { points } = curve;
  const last = points.length - 2;
  let fromX = points[0]!; // a curve has two points at least
  let fromY = points[1]!;
  let isBegun = false;
  eachPiece(curve, (pullX, pullY, pieceX, pieceY) => {
    const isLast = pieceX === points[last] && pieceY === points[last + 1];
    const { x, y } = isLast ? directionAtEnd(points) : { x: 0, y: 0 };
    const endX = pieceX - x * arrow;
    const endY = pieceY - y * arrow;
    const isOff =
      Math.max(fromX, pullX, endX) < area.left ||
      Math.min(fromX, pullX, endX) > area.right ||
      Math.max(fromY, pullY, endY) < area.top ||
      Math.min(fromY, pullY, endY) > area.bottom;
    if (!isOff) {
      if (!isBegun) context.moveTo(fromX, fromY);
      if (last === 2) context.lineTo(endX, endY);
      else context.quadraticCurveTo(pullX, pullY, endX, endY);
    }
    isBegun = !isOff;
    fromX = endX;
    fromY = endY;
  });
}

function addArrow(context: Brush, { points }: Curve, length: number): void {
  const last = points.length - 2;
  const tipX = points[last]!;
  const tipY = points[last + 1]!;
  const { x, y } = directionAtEnd(points);
  const half = length / 2;
  context.moveTo(tipX, tipY);
  context.lineTo(tipX - x * length - y * half, tipY - y * length + x * half);
  context.lineTo(tipX - x * length + y * half, tipY - y * length - x * half);
  context.closePath();
}

function endsIn({ points }: Curve, { left, right, top, bottom }: Area): boolean {
  const x = points.at(-2)!; // a curve has two points at least
  const y = points.at(-1)!;
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** The way in which a curve arrives, as a vector of length 1. */
function directionAtEnd(points: readonly number[]): { x: number; y: number } {
  const last = points.length - 2;
  const dx = points[last]! - points[last - 2]!; // a curve has two points at least
  const dy = points[last + 1]! - points[last - 1]!;
  const length = Math.hypot(dx, dy);
  return length === 0 ? { x: 1, y: 0 } : { x: dx / length, y: dy / length };
}
