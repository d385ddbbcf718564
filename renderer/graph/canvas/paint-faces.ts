import { type Drawing, isFaded, type Marks } from "../drawing.ts";
import { edgesOf } from "../layout/types.ts";
import type { Palette } from "../palette.ts";
import type { Area } from "./area.ts";
import { type Brush, type NodeLook, paintNode } from "./paint-node.ts";

/** Paint the nodes that touch an area. The context is already panned and zoomed. Returns how many were painted. */
export function paintFaces(
  context: Brush,
  area: Area,
  zoom: number,
  drawing: Drawing,
  marks: Marks,
  hoveredId: number | null,
  palette: Palette,
): number {
  let count = 0;
  for (const [nodeId, drawn] of drawing.nodes) {
    const edges = edgesOf(drawn.box);
    if (
      edges.right < area.left ||
      edges.left > area.right ||
      edges.bottom < area.top ||
      edges.top > area.bottom
    )
      continue;
    const look = lookOf(nodeId, marks, hoveredId, drawn.hiddenCalls);
    paintNode(context, drawn.face, drawn.box, look, palette, zoom);
    count++;
  }
  context.globalAlpha = 1;
  return count;
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
