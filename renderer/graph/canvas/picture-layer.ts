import type cytoscape from "cytoscape";
import { markStart } from "../../start-marks.ts";
import type { DrawnNode } from "../drawing.ts";
import type { Palette } from "../palette.ts";
import { around, type Rect, type Viewport } from "./area.ts";
import { callsBadge } from "./paint-node.ts";
import { paintPicture, type Picture } from "./paint-picture.ts";

/** Nodes and links in sight up to which every frame is painted anew; more are shifted and stretched while they move. */
const LIGHT = 250;
const FRESH_MS = 160; // a picture that is stretched while one zooms is painted anew so often
const SETTLE_MS = 90; // after the last move

interface Painted {
  viewport: Viewport;
  at: number;
  count: number;
}

/**
 * The canvas over cytoscape's own on which links and nodes are painted, sharp at every zoom. A large picture that is moved
 * is not painted at each frame: what is there is shifted, and only the strips that come into sight are painted; while one
 * zooms it is stretched. It is painted in full as soon as it rests.
 */
export class PictureLayer {
  readonly #cy: cytoscape.Core;
  #canvas: HTMLCanvasElement | null = null;
  #context: CanvasRenderingContext2D | null = null;
  #picture: Picture | null = null;
  #painted: Painted | null = null; // what is on the canvas; null: nothing that could be used
  /** The last full painting, to be stretched: stretching what is already stretched would blur more and more. */
  #kept: { canvas: HTMLCanvasElement; viewport: Viewport } | null = null;
  #frame = 0;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(cy: cytoscape.Core) {
    this.#cy = cy;
  }

  mount(container: HTMLElement): void {
    this.#canvas = document.createElement("canvas");
    this.#canvas.className = "graph-faces";
    this.#canvas.ariaHidden = "true";
    this.#context = this.#canvas.getContext("2d");
    container.append(this.#canvas);
    this.#painted = null;
    this.resize();
  }

  unmount(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    clearTimeout(this.#settling);
    this.#canvas?.remove();
    this.#canvas = null;
    this.#context = null;
    this.#painted = null;
    this.#kept = null;
  }

  /** Take the size of the container, in device pixels. */
  resize(): void {
    if (!this.#canvas) return;
    const width = Math.round(this.#cy.width() * devicePixelRatio);
    const height = Math.round(this.#cy.height() * devicePixelRatio);
    if (this.#canvas.width === width && this.#canvas.height === height) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#forget();
    this.#paintAll(); // the canvas is empty now: wait for no frame
  }

  /** Show this from the next frame on. */
  show(picture: Picture): void {
    this.#picture = picture;
    this.#forget();
    this.#ask();
  }

  /** The view was shifted or zoomed. */
  move(): void {
    this.#ask();
  }

  /** True if a point of the drawing lies on the badge of hidden calls. */
  isOnCalls(drawn: DrawnNode, point: { x: number; y: number }, palette: Palette): boolean {
    if (!this.#context || drawn.hiddenCalls === 0) return false;
    const badge = callsBadge(this.#context, drawn.hiddenCalls, drawn.box, palette);
    return (
      point.x >= badge.left &&
      point.x <= badge.left + badge.width &&
      point.y >= badge.top &&
      point.y <= badge.top + badge.height
    );
  }

  #forget(): void {
    this.#painted = null;
    this.#kept = null;
  }

  #ask(): void {
    if (!this.#canvas || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
  }

  #paint(): void {
    const before = this.#painted;
    if (!before || before.count <= LIGHT) return this.#paintAll();
    const wanted = this.#viewport();
    if (before.viewport.zoom === wanted.zoom) this.#shift(before, wanted);
    else if (performance.now() - before.at > FRESH_MS) return this.#paintAll();
    else this.#stretch(before, wanted);
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      this.#forget();
      this.#ask();
    }, SETTLE_MS);
  }

  #paintAll(): void {
    const { width, height } = this.#size;
    const viewport = this.#viewport();
    this.#kept = null;
    clearTimeout(this.#settling);
    const count = this.#paintInto([{ x: 0, y: 0, width, height }], viewport);
    this.#painted = { viewport, at: performance.now(), count };
    if (this.#picture && this.#picture.drawing.nodes.size > 0) markStart("stemma:picture");
  }

  /** Move what is there by whole device pixels, and paint what comes into sight. */
  #shift(before: Painted, wanted: Viewport): void {
    if (!this.#context || !this.#canvas) return;
    const scale = devicePixelRatio;
    const x = Math.round((wanted.pan.x - before.viewport.pan.x) * scale);
    const y = Math.round((wanted.pan.y - before.viewport.pan.y) * scale);
    if (x === 0 && y === 0) return;
    this.#kept = null;
    const { pan, zoom } = before.viewport;
    const viewport = { zoom, pan: { x: pan.x + x / scale, y: pan.y + y / scale } };
    this.#context.setTransform(1, 0, 0, 1, 0, 0);
    this.#context.globalCompositeOperation = "copy";
    this.#context.drawImage(this.#canvas, x, y);
    this.#context.globalCompositeOperation = "source-over";
    const { width, height } = this.#size;
    this.#paintInto(around(this.#size, { x: x / scale, y: y / scale, width, height }), viewport);
    this.#painted = { ...before, viewport };
  }

  /** Draw the last full painting as it would lie now, and paint around it where there is nothing. */
  #stretch(before: Painted, wanted: Viewport): void {
    if (!this.#context || !this.#canvas) return;
    this.#kept ??= { canvas: copyOf(this.#canvas), viewport: before.viewport };
    const { canvas, viewport } = this.#kept;
    const factor = wanted.zoom / viewport.zoom;
    const { width, height } = this.#size;
    const rect = {
      x: wanted.pan.x - viewport.pan.x * factor,
      y: wanted.pan.y - viewport.pan.y * factor,
      width: width * factor,
      height: height * factor,
    };
    const scale = devicePixelRatio;
    this.#context.setTransform(scale, 0, 0, scale, 0, 0);
    this.#context.globalCompositeOperation = "copy";
    this.#context.drawImage(canvas, rect.x, rect.y, rect.width, rect.height);
    this.#context.globalCompositeOperation = "source-over";
    this.#paintInto(around(this.#size, rect), wanted);
    this.#painted = { ...before, viewport: wanted };
  }

  #paintInto(rects: readonly Rect[], viewport: Viewport): number {
    const context = this.#context;
    if (!context || !this.#picture) return 0;
    const scale = devicePixelRatio;
    let count = 0;
    for (const rect of rects) {
      context.save();
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.beginPath();
      context.rect(rect.x, rect.y, rect.width, rect.height);
      context.clip();
      context.clearRect(rect.x, rect.y, rect.width, rect.height);
      count += paintPicture(context, rect, viewport, scale, this.#picture);
      context.restore();
    }
    return count;
  }

  #viewport(): Viewport {
    return { zoom: this.#cy.zoom(), pan: { ...this.#cy.pan() } };
  }

  get #size(): { width: number; height: number } {
    return { width: this.#cy.width(), height: this.#cy.height() };
  }
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0);
  return copy;
}
