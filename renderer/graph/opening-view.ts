import { isProcess } from "../../shared/model/node.ts";
import type { GraphNode } from "./graph-types.ts";
import { extent } from "./layout/full-layout.ts";
import { edgesOf } from "./layout/types.ts";
import type { DrawnNode } from "./drawing.ts";
import type { NodeFace } from "./node-face.ts";

export const READABLE_ZOOM = 0.75; // titles of 13 px are 10 px on screen
const SMALL_BUT_READABLE = 0.6; // everything in view at that zoom is better than a part at a larger one
const MARGIN = 32;

/** Where a fresh picture is looked at: the middle of the view, and the zoom. */
export interface OpeningView {
  x: number;
  y: number;
  zoom: number;
  showsAll: boolean;
}

/**
 * The first look at a picture: all of it when that can be read, else a part of it that can. The part is where most is
 * to be seen at the left end, where time begins; with failed processes, where most of them are.
 */
export function openingView(
  nodes: readonly DrawnNode[],
  size: { width: number; height: number },
): OpeningView {
  const all = extent({ boxes: nodes.map(({ box }) => box) });
  const fitting = Math.min(
    1,
    (size.width - 2 * MARGIN) / Math.max(1, all.width),
    (size.height - 2 * MARGIN) / Math.max(1, all.height),
  );
  const middle = { x: (all.left + all.right) / 2, y: (all.top + all.bottom) / 2 };
  if (fitting >= SMALL_BUT_READABLE || nodes.length === 0)
    return { ...middle, zoom: fitting, showsAll: true };
  const zoom = READABLE_ZOOM;
  const width = (size.width - 2 * MARGIN) / zoom;
  const height = (size.height - 2 * MARGIN) / zoom;
  const hasFailed = nodes.some(({ face }) => face.isFailed);
  const lefts = hasFailed ? steps(all.left, all.right - width, width / 4) : [all.left];
  const tops = steps(all.top, all.bottom - height, height / 6);
  const boxes = nodes.map(({ box, face, node }) => ({ ...edgesOf(box), weight: weightOf(node, face) }));
  let best = { left: all.left, top: all.top, weight: -1 };
  for (const left of lefts) {
    const across = boxes.filter((box) => box.left >= left - 1 && box.right <= left + width + 1);
    for (const top of tops) {
      let weight = 0;
      for (const box of across)
        if (box.top >= top - 1 && box.bottom <= top + height + 1) weight += box.weight;
      if (weight > best.weight) best = { left, top, weight };
    }
  }
  return {
    x: all.width <= width ? middle.x : best.left + width / 2,
    y: all.height <= height ? middle.y : best.top + height / 2,
    zoom,
    showsAll: false,
  };
}

/** How much a node draws the first view: a failed process most, data that nothing is linked with hardly. */
function weightOf(node: GraphNode, face: NodeFace): number {
  if (face.isFailed) return 12;
  if (node.incoming + node.outgoing === 0) return 0.2;
  return isProcess(node.nodeType) ? 2 : 1;
}

/** From the first value in equal steps to the last, at most 60 of them. */
function steps(from: number, to: number, step: number): number[] {
  if (to <= from) return [from];
  const count = Math.min(60, Math.ceil((to - from) / step));
  return Array.from({ length: count + 1 }, (_, k) => from + ((to - from) * k) / count);
}
