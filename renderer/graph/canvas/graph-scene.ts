import cytoscape from "cytoscape";
import { type Drawing, EMPTY_DRAWING, type Marks, NO_MARKS } from "../drawing.ts";
import { onThemeChange, type Palette, readPalette } from "../palette.ts";
import { Camera, LEAST_ZOOM, MOST_ZOOM } from "./camera.ts";
import { graphStyle } from "./graph-style.ts";
import { linkAt, nodeAt, nodesIn } from "./hits.ts";
import { paintPicture } from "./paint-picture.ts";
import { PictureLayer } from "./picture-layer.ts";
import { listenToPointer, type Point, type SceneEvents } from "./pointer.ts";
import { listenToWheel } from "./wheel.ts";

const LINK_REACH = 8; // px on screen at which a link counts as pointed to

/**
 * The canvas of one source. Cytoscape has the viewport and the gestures; nodes and links are ours to paint and to hit:
 * as its elements they would cost a style, a box and a cached picture each, most of a second for 500 nodes. Knows nothing
 * of React.
 */
export class GraphScene {
  readonly #cy: cytoscape.Core;
  readonly #layer: PictureLayer;
  readonly camera: Camera;
  #events: SceneEvents | null = null;
  #drawing: Drawing = EMPTY_DRAWING;
  #marks: Marks = NO_MARKS;
  #hoveredId: number | null = null;
  #hoveredLinkId: number | null = null;
  #palette: Palette | null = null;
  #container: HTMLElement | null = null;
  #leave: Array<() => void> = [];

  constructor() {
    this.#cy = cytoscape({
      headless: true,
      styleEnabled: true,
      layout: { name: "preset" },
      minZoom: LEAST_ZOOM,
      maxZoom: MOST_ZOOM,
      boxSelectionEnabled: true,
    });
    this.#layer = new PictureLayer(this.#cy);
    this.camera = new Camera(this.#cy, () => this.#drawing);
    this.#listen();
  }

  /** Show the canvas inside an element; zoom and places are those of before. */
  mount(container: HTMLElement, events: SceneEvents): void {
    this.#container = container;
    this.#events = events;
    this.#cy.mount(container);
    this.#layer.mount(container);
    this.applyTheme();
    const resized = new ResizeObserver(() => {
      const { focusedId } = this.#marks;
      const wasInView = focusedId !== null && this.camera.isInView(focusedId);
      this.#cy.resize();
      this.#layer.resize();
      if (wasInView && !this.camera.isInView(focusedId)) this.camera.reveal([focusedId]);
      this.#events?.onViewport();
    });
    resized.observe(container);
    const left = () => this.#point(null, { x: 0, y: 0 });
    container.addEventListener("pointerleave", left);
    this.#leave = [
      onThemeChange(() => this.applyTheme()),
      () => resized.disconnect(),
      () => container.removeEventListener("pointerleave", left),
      listenToWheel(container, (change) => this.camera.turn(change)),
    ];
  }

  unmount(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#layer.unmount();
    this.#cy.stop();
    this.#cy.unmount();
    this.#container = null;
    this.#events = null;
  }

  get isMounted(): boolean {
    return this.#container !== null;
  }

  destroy(): void {
    if (this.#container) this.unmount();
    this.#cy.destroy();
  }

  /** The colours of the page as last read. */
  get palette(): Palette {
    return (this.#palette ??= readPalette());
  }

  /** Read the colours of the page anew. */
  applyTheme(): void {
    this.#palette = readPalette();
    this.#cy.style(graphStyle(this.#palette));
    this.#show();
    this.#events?.onViewport(); // what lies over the canvas has colours too
  }

  /** Draw this. */
  draw(drawing: Drawing): void {
    this.#drawing = drawing;
    if (this.#hoveredId !== null && !drawing.nodes.has(this.#hoveredId)) this.#hover(null);
    if (this.#hoveredLinkId !== null && !drawing.links.has(this.#hoveredLinkId))
      this.#hoverLink(null, { x: 0, y: 0 });
    this.#show();
    this.#events?.onViewport();
  }

  setMarks(marks: Marks): void {
    this.#marks = marks;
    this.#show();
  }

  /** A PNG of the view as it is, at twice the size. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    const scale = 2;
    const { palette } = this;
    const { width, height } = this.camera.size;
    const canvas = new OffscreenCanvas(width * scale, height * scale);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This window cannot make pictures: it has no canvas.");
    context.fillStyle = palette.background;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const picture = { drawing: this.#drawing, marks: this.#marks, hoveredId: null, palette };
    paintPicture(context, { x: 0, y: 0, width, height }, this.camera.viewport, scale, picture);
    return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  }

  #show(): void {
    const palette = this.#palette; // read when mounted: before, there is nothing to paint on
    if (!palette) return;
    this.#layer.show({ drawing: this.#drawing, marks: this.#marks, hoveredId: this.#hoveredId, palette });
  }

  /** The pointer is here, or has left. */
  #point(at: Point | null, rendered: Point): void {
    const nodeId = at && nodeAt(this.#drawing, at);
    const isOnLink = at !== null && nodeId === null;
    const linkId = isOnLink ? linkAt(this.#drawing, at, LINK_REACH / this.#cy.zoom()) : null;
    this.#hoverLink(linkId, rendered); // first: what it says of none must not take away what is said of a node
    this.#hover(nodeId);
  }

  #hoverLink(linkId: number | null, at: Point): void {
    if (linkId === this.#hoveredLinkId) return;
    this.#hoveredLinkId = linkId;
    this.#events?.onHoverLink(linkId, at);
  }

  #hover(nodeId: number | null): void {
    if (this.#hoveredId === nodeId) return;
    this.#hoveredId = nodeId;
    this.#show();
    if (this.#container) this.#container.style.cursor = nodeId === null ? "" : "pointer";
    this.#events?.onHover(nodeId);
  }

  #listen(): void {
    this.#cy.on("viewport", () => {
      this.#layer.move();
      this.#events?.onViewport();
    });
    listenToPointer(this.#cy, {
      onPress: () => this.#hoverLink(null, { x: 0, y: 0 }), // a drag leaves it
      onTap: (at, keys) => {
        const nodeId = nodeAt(this.#drawing, at);
        const drawn = nodeId === null ? undefined : this.#drawing.nodes.get(nodeId);
        if (drawn && nodeId !== null && this.#layer.isOnCalls(drawn, at, this.palette))
          this.#events?.onOpen(nodeId);
        else this.#events?.onTap(nodeId, keys);
      },
      onDoubleTap: (at) => {
        const nodeId = nodeAt(this.#drawing, at);
        if (nodeId !== null) this.#events?.onOpen(nodeId);
      },
      onMenu: (at, rendered) => this.#events?.onMenu(nodeAt(this.#drawing, at), rendered),
      onMove: (at, rendered) => this.#point(at, rendered),
      onBox: (from, to) => this.#events?.onBox(nodesIn(this.#drawing, from, to)),
    });
  }
}
