import { type Drawing, isFaded, type Marks } from "../drawing.ts";
import { extent } from "../layout/full-layout.ts";
import type { Palette } from "../palette.ts";
import { FADED } from "./paint-node.ts";
import type { Viewport } from "./area.ts";

/** How the whole picture is made small: size of the map in px, and the corner that it starts from. */
export interface MapScale {
  width: number;
  height: number;
  zoom: number;
  left: number;
  top: number;
}

const MOST_WIDTH = 150;
const MOST_HEIGHT = 64;
/** In a smaller view, in px, it would cover what one looks at. */
const LEAST_WIDTH = 480;
const LEAST_HEIGHT = 220;
const MARGIN = 40; // px of the picture around its boxes

/** The scale of the map; null when the whole picture is in view anyway. */
export function mapScale(
  drawing: Drawing,
  { zoom, pan }: Viewport,
  size: { width: number; height: number },
): MapScale | null {
  if (drawing.nodes.size < 2 || size.width < LEAST_WIDTH || size.height < LEAST_HEIGHT) return null;
  const all = extent({ boxes: Array.from(drawing.nodes.values(), ({ box }) => box) });
  const isInView =
    all.left * zoom + pan.x >= 0 &&
    all.top * zoom + pan.y >= 0 &&
    all.right * zoom + pan.x <= size.width &&
    all.bottom * zoom + pan.y <= size.height;
  if (isInView) return null;
  const width = all.width + 2 * MARGIN;
  const height = all.height + 2 * MARGIN;
  const scale = Math.min(MOST_WIDTH / width, MOST_HEIGHT / height);
  return {
    width: Math.max(24, Math.round(width * scale)),
    height: Math.max(16, Math.round(height * scale)),
    zoom: scale,
    left: all.left - MARGIN,
    top: all.top - MARGIN,
  };
}

/** Draw the map: every node a spot of its family's colour, failed ones larger, the view as a frame. */
export function paintMap(
  canvas: HTMLCanvasElement,
  drawing: Drawing,
  marks: Marks,
  { zoom, pan }: Viewport,
  size: { width: number; height: number },
  scale: MapScale,
  palette: Palette,
): void {
  canvas.width = Math.round(scale.width * devicePixelRatio);
  canvas.height = Math.round(scale.height * devicePixelRatio);
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(devicePixelRatio, devicePixelRatio);
  for (const isLoud of [false, true]) {
    for (const [nodeId, { box, face }] of drawing.nodes) {
      if (face.isFailed !== isLoud) continue;
      context.globalAlpha = isFaded(nodeId, marks) ? FADED / 2 : 1;
      const width = Math.max(isLoud ? 3 : 1.5, box.width * scale.zoom);
      const height = Math.max(isLoud ? 3 : 1.5, box.height * scale.zoom);
      context.fillStyle = isLoud ? palette.failed : palette.family[face.family].line;
      context.fillRect(
        (box.x - scale.left) * scale.zoom - width / 2,
        (box.y - scale.top) * scale.zoom - height / 2,
        width,
        height,
      );
    }
  }
  context.globalAlpha = 1;
  const left = (-pan.x / zoom - scale.left) * scale.zoom;
  const top = (-pan.y / zoom - scale.top) * scale.zoom;
  const width = (size.width / zoom) * scale.zoom;
  const height = (size.height / zoom) * scale.zoom;
  context.strokeStyle = palette.accent;
  context.lineWidth = 1.5;
  const x = Math.max(0.75, left);
  const y = Math.max(0.75, top);
  context.strokeRect(
    x,
    y,
    Math.max(4, Math.min(scale.width - 0.75, left + width) - x),
    Math.max(4, Math.min(scale.height - 0.75, top + height) - y),
  );
}
