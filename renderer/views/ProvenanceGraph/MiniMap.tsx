import { type PointerEvent, useEffect, useRef, useSyncExternalStore } from "react";
import type { Drawing, Marks } from "../../graph/drawing.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { paintMap, type MapScale, mapScale } from "../../graph/canvas/paint-map.ts";

/** Where one is in a picture larger than the view: the whole of it small, with the view as a frame to drag. */
export function MiniMap({ board, drawing, marks }: { board: GraphBoard; drawing: Drawing; marks: Marks }) {
  useSyncExternalStore(board.subscribeViewport, board.getViewportVersion);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { viewport, size } = board.scene.camera;
  const scale = mapScale(drawing, viewport, size);
  useEffect(() => {
    if (canvas.current && scale)
      paintMap(canvas.current, drawing, marks, viewport, size, scale, board.scene.palette);
  });
  if (!scale) return null;
  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.buttons !== 1) return;
    const corner = event.currentTarget.getBoundingClientRect();
    board.scene.camera.lookAt(
      pointAt(event.clientX - corner.left, event.clientY - corner.top, scale),
      viewport.zoom,
    );
  };
  return (
    <div className="mini-map-place" aria-hidden="true">
      <span className="mini-map-hint">a part of the picture · F shows all</span>
      <canvas
        ref={canvas}
        className="mini-map"
        title="The whole picture; drag the frame"
        style={{ width: scale.width, height: scale.height }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          move(event);
        }}
        onPointerMove={move}
      />
    </div>
  );
}

function pointAt(x: number, y: number, scale: MapScale): { x: number; y: number } {
  return { x: x / scale.zoom + scale.left, y: y / scale.zoom + scale.top };
}
