import { type Drawing, isFaded, type Marks } from "../drawing.ts";
import { edgesOf } from "../layout/types.ts";
import type { Palette } from "../palette.ts";
import { type Brush, type NodeLook, paintNode } from "./paint-node.ts";

export interface Viewport {
  zoom: number;
  pan: { x: number; y: number }; // CSS px
}

const RING_ROOM = 14; // px around a box that rings and badges may use

/** Paint every node that lies in the view. `scale`: device pixels per CSS px. */
export function paintFaces(
  context: Brush,
  size: { width: number; height: number },
  viewport: Viewport,
  scale: number,
  drawing: Drawing,
  marks: Marks,
  hoveredId: number | null,
  palette: Palette,
): void {
  const { zoom, pan } = viewport;
  context.setTransform(zoom * scale, 0, 0, zoom * scale, pan.x * scale, pan.y * scale);
  const left = -pan.x / zoom - RING_ROOM;
  const top = -pan.y / zoom - RING_ROOM;
  const right = (size.width - pan.x) / zoom + RING_ROOM;
  const bottom = (size.height - pan.y) / zoom + RING_ROOM;
  for (const [nodeId, drawn] of drawing.nodes) {
    const edges = edgesOf(drawn.box);
    if (edges.right < left || edges.left > right || edges.bottom < top || edges.top > bottom) continue;
    const look = lookOf(nodeId, marks, hoveredId, drawn.hiddenCalls);
    paintNode(context, drawn.face, drawn.box, look, palette, zoom);
  }
  context.globalAlpha = 1;
}

function lookOf(nodeId: number, marks: Marks, hoveredId: number | null, hiddenCalls: number): NodeLook {
  return {
    isFocused: nodeId === marks.focusedId,
    isMarked: marks.markedIds.has(nodeId),
    isCursor: nodeId === marks.cursorId && nodeId !== marks.focusedId,
    isHovered: nodeId === hoveredId,
    basket: marks.basket?.chosen.has(nodeId) ? "chosen" : marks.basket?.added.has(nodeId) ? "added" : "none",
    isFaded: isFaded(nodeId, marks),
    isStart: marks.startIds.has(nodeId),
    hiddenCalls,
  };
}
