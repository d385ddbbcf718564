import type cytoscape from "cytoscape";
import type { Drawing } from "../drawing.ts";
import { extent } from "../layout/full-layout.ts";
import { type Box, edgesOf } from "../layout/types.ts";
import type { Viewport } from "./area.ts";
import type { WheelChange } from "./wheel.ts";

export const LEAST_ZOOM = 0.02;
export const MOST_ZOOM = 3;
const ROOM = 24; // px that a revealed node keeps from the edge
const ANIMATION_MS = 220;

interface Span {
  from: number;
  to: number;
}

/** Where the canvas is looked at. Moves are smooth unless the system asks for less motion. */
export class Camera {
  readonly #cy: cytoscape.Core;
  readonly #drawn: () => Drawing;

  constructor(cy: cytoscape.Core, drawn: () => Drawing) {
    this.#cy = cy;
    this.#drawn = drawn;
  }

  /** Zoom by a factor about the middle of the view. */
  zoomBy(factor: number): void {
    const { width, height } = this.size;
    this.#cy.zoom({ level: this.#cy.zoom() * factor, renderedPosition: { x: width / 2, y: height / 2 } });
  }

  /** Show everything, at most at natural size. */
  fit(): void {
    this.#moveTo(this.#fitting());
  }

  /** Put a point of the drawing into the middle of the view at a zoom, at once. */
  lookAt(point: { x: number; y: number }, zoom: number): void {
    const { width, height } = this.size;
    this.#cy.viewport({ zoom, pan: { x: width / 2 - point.x * zoom, y: height / 2 - point.y * zoom } });
  }

  /** Bring a node to the middle of the view, smoothly; a view zoomed far out comes near enough to read it. */
  centerOn(nodeId: number, { isSmooth = true } = {}): void {
    const box = this.#boxOf(nodeId);
    if (!box) return;
    const zoom = Math.max(this.#cy.zoom(), 0.6);
    const { width, height } = this.size;
    const view = { zoom, pan: { x: width / 2 - box.x * zoom, y: height / 2 - box.y * zoom } };
    if (isSmooth) this.#moveTo(view);
    else this.restore(view);
  }

  /** Look as at another time, at once. */
  restore(viewport: Viewport): void {
    this.#cy.stop();
    this.#cy.viewport(viewport);
  }

  /** True if the middle of a node can be seen. */
  isInView(nodeId: number): boolean {
    const place = this.placeOf(nodeId);
    const { width, height } = this.size;
    return place !== null && place.x >= 0 && place.x <= width && place.y >= 0 && place.y <= height;
  }

  /** Move the view just so far that these nodes lie in it; if they do not fit, the first of them and what is near. */
  reveal(nodeIds: readonly number[]): void {
    const boxes = nodeIds.flatMap((nodeId) => this.#boxOf(nodeId) ?? []);
    const [first] = boxes;
    if (!first) return;
    const zoom = this.#cy.zoom();
    const pan = this.#cy.pan();
    const { width, height } = this.size;
    const all = extent({ boxes });
    const own = edgesOf(first);
    const shift = (span: Span, always: Span, offset: number, size: number) => {
      const low = span.from * zoom + offset;
      const high = span.to * zoom + offset;
      const wanted = low < ROOM ? ROOM - low : high > size - ROOM ? size - ROOM - high : 0;
      // The first node stays in view whatever the others want.
      const least = ROOM - (always.from * zoom + offset);
      const most = size - ROOM - (always.to * zoom + offset);
      return least > most ? least : Math.min(most, Math.max(least, wanted));
    };
    const x = shift({ from: all.left, to: all.right }, { from: own.left, to: own.right }, pan.x, width);
    const y = shift({ from: all.top, to: all.bottom }, { from: own.top, to: own.bottom }, pan.y, height);
    if (x !== 0 || y !== 0) this.#moveTo({ zoom, pan: { x: pan.x + x, y: pan.y + y } });
  }

  /** Shift the view by px on screen. */
  panBy(x: number, y: number): void {
    this.#cy.panBy({ x, y });
  }

  get size(): { width: number; height: number } {
    return { width: this.#cy.width(), height: this.#cy.height() };
  }

  /** Where the upper left corner of the canvas is in the window, px. */
  get corner(): { left: number; top: number } {
    const { left = 0, top = 0 } = this.#cy.container()?.getBoundingClientRect() ?? {};
    return { left, top };
  }

  get viewport(): Viewport {
    return { zoom: this.#cy.zoom(), pan: { ...this.#cy.pan() } };
  }

  /** Where a node is on the canvas, px; null when it is not drawn. */
  placeOf(nodeId: number): Box | null {
    const box = this.#boxOf(nodeId);
    if (!box) return null;
    const { zoom, pan } = this.viewport;
    return {
      nodeId,
      x: box.x * zoom + pan.x,
      y: box.y * zoom + pan.y,
      width: box.width * zoom,
      height: box.height * zoom,
    };
  }

  #fitting(): Viewport {
    const { width, height } = this.size;
    const all = extent({ boxes: Array.from(this.#drawn().nodes.values(), ({ box }) => box) });
    const room = 32;
    const zoom = Math.max(
      LEAST_ZOOM,
      Math.min(1, (width - 2 * room) / Math.max(1, all.width), (height - 2 * room) / Math.max(1, all.height)),
    );
    return {
      zoom,
      pan: {
        x: width / 2 - ((all.left + all.right) / 2) * zoom,
        y: height / 2 - ((all.top + all.bottom) / 2) * zoom,
      },
    };
  }

  #moveTo(view: Viewport): void {
    this.#cy.stop();
    const isStill = this.#cy.container() === null || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isStill) this.#cy.viewport(view);
    else this.#cy.animate({ ...view, duration: ANIMATION_MS, easing: "ease-in-out" });
  }

  /** Follow the wheel. */
  turn(change: WheelChange): void {
    this.#cy.stop();
    if ("factor" in change)
      this.#cy.zoom({ level: this.#cy.zoom() * change.factor, renderedPosition: change.at });
    else this.#cy.panBy(change);
  }

  #boxOf(nodeId: number): Box | undefined {
    return this.#drawn().nodes.get(nodeId)?.box;
  }
}
