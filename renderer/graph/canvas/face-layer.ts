import type cytoscape from "cytoscape";
import type { DrawnNode, Drawing, Marks } from "../drawing.ts";
import type { Palette } from "../palette.ts";
import { markStart } from "../../start-marks.ts";
import { paintFaces } from "./face-painter.ts";
import { type Brush, callsBadge } from "./paint-node.ts";

/** The canvas over cytoscape's own on which the faces of nodes are painted: sharp at every zoom, one call a frame. */
export class FaceLayer {
  readonly #cy: cytoscape.Core;
  #canvas: HTMLCanvasElement | null = null;
  #context: CanvasRenderingContext2D | null = null;

  constructor(cy: cytoscape.Core) {
    this.#cy = cy;
  }

  mount(container: HTMLElement): void {
    this.#canvas = document.createElement("canvas");
    this.#canvas.className = "graph-faces";
    this.#canvas.ariaHidden = "true";
    this.#context = this.#canvas.getContext("2d");
    container.append(this.#canvas);
    this.resize();
  }

  unmount(): void {
    this.#canvas?.remove();
    this.#canvas = null;
    this.#context = null;
  }

  /** Take the size of the container, in device pixels. */
  resize(): void {
    if (!this.#canvas) return;
    const width = Math.round(this.#cy.width() * devicePixelRatio);
    const height = Math.round(this.#cy.height() * devicePixelRatio);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  paint(drawing: Drawing, marks: Marks, hoveredId: number | null, palette: Palette): void {
    const context = this.#context;
    if (!context || !this.#canvas) return;
    this.resize();
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    paintFaces(
      context,
      { width: this.#cy.width(), height: this.#cy.height() },
      { zoom: this.#cy.zoom(), pan: this.#cy.pan() },
      devicePixelRatio,
      drawing,
      marks,
      hoveredId,
      palette,
    );
    if (drawing.nodes.size > 0) markStart("stemma:picture");
  }

  /** Paint the same into another canvas, for a picture. */
  paintInto(context: Brush, scale: number, drawing: Drawing, marks: Marks, palette: Palette): void {
    paintFaces(
      context,
      { width: this.#cy.width(), height: this.#cy.height() },
      { zoom: this.#cy.zoom(), pan: this.#cy.pan() },
      scale,
      drawing,
      marks,
      null,
      palette,
    );
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
}
