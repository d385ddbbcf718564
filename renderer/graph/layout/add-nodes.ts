import { connectedParts, denseLinks } from "./dense-links.ts";
import { FreeSpace } from "./free-space.ts";
import { layeredLayout } from "./layered.ts";
import { ASPECT, extent, fullLayout, PART_GAP } from "./full-layout.ts";
import { type Box, COLUMN_GAP, edgesOf, type LayoutLink, type LayoutNode, NODE_GAP } from "./types.ts";

interface Move {
  dx: number;
  dy: number;
}

const STEP_X = 40; // px between places that are tried …
const STEP_Y = 29; // … half a row
const REACH_X = 12; // steps to each side
const REACH_Y = 48;
const SIDEWAYS_COST = 1.4; // a node in a later column misleads more than one further down
const MANY = 400; // new nodes of one part; more are laid out below everything, at once

/**
 * Places for new nodes among boxes that stay exactly where they are. New nodes that are linked with each other keep the
 * shape of a layout of their own; each such part goes to the free place nearest to what it is linked with, right of
 * where its links come from. No two boxes overlap. Deterministic.
 * @returns Boxes of the new nodes alone, in their order.
 */
export function addNodes(
  placed: readonly Box[],
  nodes: readonly LayoutNode[],
  links: readonly LayoutLink[],
): Box[] {
  if (placed.length === 0) return fullLayout(nodes, links).boxes;
  const space = new FreeSpace(placed);
  const shelf = new Shelf(space, placed, nodes);
  const boxOf = new Map(placed.map((box) => [box.nodeId, box]));
  const parts = connectedParts(nodes.length, denseLinks(nodes, links)).map(
    (part) => part.map((index) => nodes[index]!), // positions of `nodes`
  );
  const added = new Map<number, Box>();
  for (const part of nearestFirst(parts, boxOf, links)) {
    const shape = part.length === 1 ? part.map((node) => ({ ...node, x: 0, y: 0 })) : shapeOf(part, links);
    const place = placeFor(shape, boxOf, links, space, shelf);
    for (const box of shape) {
      const moved = { ...box, x: box.x + place.dx, y: box.y + place.dy };
      space.take(moved);
      boxOf.set(moved.nodeId, moved);
      added.set(moved.nodeId, moved);
    }
  }
  return nodes.map((node) => added.get(node.nodeId)!); // every node is in one part
}

/** Parts that hang on what is there come first: others have the whole rest of the plane. */
function nearestFirst(
  parts: LayoutNode[][],
  boxOf: ReadonlyMap<number, Box>,
  links: readonly LayoutLink[],
): LayoutNode[][] {
  const touching = new Set<number>();
  for (const { source, target } of links) {
    if (boxOf.has(source)) touching.add(target);
    if (boxOf.has(target)) touching.add(source);
  }
  const isTouching = (part: LayoutNode[]) => part.some((node) => touching.has(node.nodeId));
  return [...parts.filter(isTouching), ...parts.filter((part) => !isTouching(part))];
}

function shapeOf(part: readonly LayoutNode[], links: readonly LayoutLink[]): Box[] {
  const members = new Set(part.map((node) => node.nodeId));
  return layeredLayout(
    part,
    links.filter((link) => members.has(link.source) && members.has(link.target)),
  ).boxes;
}

/** How far to move a shape so that it stands free and near to what it is linked with. */
function placeFor(
  shape: readonly Box[],
  boxOf: ReadonlyMap<number, Box>,
  links: readonly LayoutLink[],
  space: FreeSpace,
  shelf: Shelf,
): Move {
  const { least, most, dy } = pullOf(shape, boxOf, links);
  if ((least === null && most === null) || shape.length > MANY) return shelf.placeFor(shape);
  const dx = least ?? most ?? 0; // one of them is there
  // Between both ends either side may give way; with one, the shape may only move away from it.
  const [from, to] = least === null ? [-REACH_X, 0] : most === null ? [0, REACH_X] : [-2, REACH_X];
  for (const { stepX, stepY } of NEAREST_FIRST) {
    if (stepX < from || stepX > to) continue;
    const move = { dx: Math.round(dx + stepX * STEP_X), dy: Math.round(dy + stepY * STEP_Y) };
    if (isFreeAt(shape, move, space)) return move;
  }
  return shelf.placeFor(shape);
}

function isFreeAt(shape: readonly Box[], move: Move, space: FreeSpace): boolean {
  return shape.every((box) => space.isFree({ ...box, x: box.x + move.dx, y: box.y + move.dy }, NODE_GAP - 2));
}

/** Rows below everything, about as wide as the picture, for what finds no place near to what it is linked with. */
class Shelf {
  readonly #space: FreeSpace;
  readonly #width: number;
  readonly #left: number;
  #right = Infinity; // of what stands in the row
  #top = 0;

  constructor(space: FreeSpace, placed: readonly Box[], nodes: readonly LayoutNode[]) {
    const all = extent({ boxes: [...placed] });
    const room = nodes.reduce((sum, node) => sum + (node.width + 80) * (node.height + 30), 0);
    this.#space = space;
    this.#left = all.left;
    this.#width = Math.max(all.width, Math.sqrt((all.width * all.height + 2 * room) * ASPECT));
  }

  placeFor(shape: readonly Box[]): Move {
    const { left, top, width } = extent({ boxes: [...shape] });
    const beside = { dx: Math.ceil(this.#right + PART_GAP - left), dy: Math.round(this.#top - top) };
    const fits =
      this.#right + PART_GAP + width <= this.#left + this.#width && isFreeAt(shape, beside, this.#space);
    if (!fits) {
      this.#top = Math.ceil(this.#space.bottom + PART_GAP);
      this.#right = this.#left - PART_GAP;
    }
    const move = fits ? beside : { dx: Math.round(this.#left - left), dy: Math.ceil(this.#top - top) };
    this.#right += PART_GAP + width;
    return move;
  }
}

/** Where the links of a shape pull it: not left of `least`, not right of `most`, up or down by `dy`. */
function pullOf(shape: readonly Box[], boxOf: ReadonlyMap<number, Box>, links: readonly LayoutLink[]) {
  const own = new Map(shape.map((box) => [box.nodeId, box]));
  let least: number | null = null;
  let most: number | null = null;
  let sum = 0;
  let count = 0;
  for (const link of links) {
    const target = own.get(link.target);
    const source = own.get(link.source);
    const before = boxOf.get(link.source);
    const after = boxOf.get(link.target);
    if (target && before && !source) {
      least = Math.max(least ?? -Infinity, edgesOf(before).right + COLUMN_GAP - edgesOf(target).left);
      sum += before.y - target.y;
      count++;
    }
    if (source && after && !target) {
      most = Math.min(most ?? Infinity, edgesOf(after).left - COLUMN_GAP - edgesOf(source).right);
      sum += after.y - source.y;
      count++;
    }
  }
  return { least, most, dy: count === 0 ? 0 : sum / count };
}

/** All places that are tried, by what they cost; made once. */
const NEAREST_FIRST = (() => {
  const steps: Array<{ stepX: number; stepY: number; cost: number }> = [];
  for (let stepX = -REACH_X; stepX <= REACH_X; stepX++)
    for (let stepY = -REACH_Y; stepY <= REACH_Y; stepY++)
      steps.push({
        stepX,
        stepY,
        // Above and below cost the same but for a hair, so that equal places are taken in one order.
        cost: Math.abs(stepX) * STEP_X * SIDEWAYS_COST + Math.abs(stepY) * STEP_Y + (stepY < 0 ? 0.5 : 0),
      });
  return steps.sort((a, b) => a.cost - b.cost);
})();
