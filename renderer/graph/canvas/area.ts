/** A part of the drawing, in its own px. */
export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A part of the canvas, in CSS px. */
export interface Rect {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Viewport {
  zoom: number;
  pan: { x: number; y: number }; // CSS px
}

/** The part of the drawing that a part of the canvas shows, with some room around it for rings and badges. */
export function areaOf({ x, y, width, height }: Rect, { zoom, pan }: Viewport, room: number): Area {
  return {
    left: (x - pan.x) / zoom - room,
    top: (y - pan.y) / zoom - room,
    right: (x + width - pan.x) / zoom + room,
    bottom: (y + height - pan.y) / zoom + room,
  };
}

/** What of a canvas is not covered by a rectangle: at most four strips that share nothing. */
export function around(size: { width: number; height: number }, { x, y, width, height }: Rect): Rect[] {
  const left = Math.min(size.width, Math.max(0, x));
  const top = Math.min(size.height, Math.max(0, y));
  const right = Math.max(left, Math.min(size.width, x + width));
  const bottom = Math.max(top, Math.min(size.height, y + height));
  return [
    { x: 0, y: 0, width: size.width, height: top },
    { x: 0, y: bottom, width: size.width, height: size.height - bottom },
    { x: 0, y: top, width: left, height: bottom - top },
    { x: right, y: top, width: size.width - right, height: bottom - top },
  ].filter((strip) => strip.width > 0 && strip.height > 0);
}
