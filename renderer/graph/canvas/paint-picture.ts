import type { Drawing, Marks } from "../drawing.ts";
import type { Palette } from "../palette.ts";
import { areaOf, type Rect, type Viewport } from "./area.ts";
import { paintFaces } from "./paint-faces.ts";
import { paintLinks } from "./paint-links.ts";
import type { Brush } from "./paint-node.ts";

/** All that decides how a picture looks, but for where it is looked at. */
export interface Picture {
  drawing: Drawing;
  marks: Marks;
  hoveredId: number | null;
  palette: Palette;
}

const ROOM = 14; // px around a box that rings and badges may use

/**
 * Paint what a part of the canvas shows: links, and the nodes over them. `scale`: device pixels per CSS px. Outside that
 * part nothing is promised: clip before. Returns how many nodes and links were painted.
 */
export function paintPicture(
  context: Brush,
  rect: Rect,
  viewport: Viewport,
  scale: number,
  { drawing, marks, hoveredId, palette }: Picture,
): number {
  const { zoom, pan } = viewport;
  context.setTransform(zoom * scale, 0, 0, zoom * scale, pan.x * scale, pan.y * scale);
  const area = areaOf(rect, viewport, ROOM);
  const links = paintLinks(context, area, zoom, drawing, marks, hoveredId, palette);
  return links + paintFaces(context, area, zoom, drawing, marks, hoveredId, palette);
}
