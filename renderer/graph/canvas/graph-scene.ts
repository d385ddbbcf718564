import cytoscape from "cytoscape";
import { type Drawing, EMPTY_DRAWING, isFaded, type Marks, NO_MARKS } from "../drawing.ts";
import { extent } from "../layout/full-layout.ts";
import { type Box, edgesOf } from "../layout/types.ts";
import { onThemeChange, type Palette, readPalette } from "../palette.ts";
import { linkElementId, nodeElementId, toElements } from "../to-elements.ts";
import type { Viewport } from "./face-painter.ts";
import { FaceLayer } from "./face-layer.ts";
import { farLook, graphStyle } from "./graph-style.ts";
import { listenToWheel } from "./wheel.ts";

/** What a person does on the canvas. */
export interface SceneEvents {
  onTap(nodeId: number | null, keys: { toggles: boolean }): void;
  onOpen(nodeId: number): void; // double click, or a click on the badge of hidden calls
  onMenu(nodeId: number | null, at: { x: number; y: number }): void; // at: px in the canvas
  onBox(nodeIds: number[]): void;
  onHover(nodeId: number | null): void;
  onHoverLink(linkId: number | null, at: { x: number; y: number }): void;
  onViewport(): void; // panned, zoomed, resized or drawn anew
}

export const LEAST_ZOOM = 0.02;
export const MOST_ZOOM = 3;
const MANY = 300; // elements from which links are hidden while the view moves
const ROOM = 24; // px that a revealed node keeps from the edge
const ANIMATION_MS = 220;
const SETTLE_MS = 120; // after the last zoom, before links are drawn as wide as it wants

interface Span {
  from: number;
  to: number;
}

/** The canvas of one source: a cytoscape instance and the layer of node faces over it. Knows nothing of React. */
export class GraphScene {
  readonly #cy: cytoscape.Core;
  readonly #faces: FaceLayer;
  #events: SceneEvents | null = null;
  #drawing: Drawing = EMPTY_DRAWING;
  #marks: Marks = NO_MARKS;
  #hoveredId: number | null = null;
  #palette: Palette | null = null;
  #container: HTMLElement | null = null;
  #leave: Array<() => void> = [];
  #farLook = "";

  constructor() {
    this.#cy = cytoscape({
      headless: true,
      styleEnabled: true,
      layout: { name: "preset" },
      minZoom: LEAST_ZOOM,
      maxZoom: MOST_ZOOM,
      autoungrabify: true,
      autounselectify: true,
      boxSelectionEnabled: true,
      hideEdgesOnViewport: false,
    });
    this.#faces = new FaceLayer(this.#cy);
    this.#listen();
  }

  /** Show the canvas inside an element; zoom and places are those of before. */
  mount(container: HTMLElement, events: SceneEvents): void {
    this.#container = container;
    this.#events = events;
    this.#cy.mount(container);
    this.#faces.mount(container);
    this.applyTheme();
    const resized = new ResizeObserver(() => {
      this.#cy.resize();
      this.#faces.resize();
      this.#events?.onViewport();
    });
    resized.observe(container);
    this.#leave = [
      onThemeChange(() => this.applyTheme()),
      () => resized.disconnect(),
      listenToWheel(container, (change) => this.#turnWheel(change)),
    ];
  }

  unmount(): void {
    for (const leave of this.#leave.splice(0)) leave();
    this.#faces.unmount();
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
    this.#paint();
    this.#events?.onViewport(); // what lies over the canvas has colours too
  }

  /** Draw this, in one batch: what is new comes, what is gone leaves, what stays is touched only if it moved. */
  draw(drawing: Drawing): void {
    const before = this.#drawing;
    this.#drawing = drawing;
    const cy = this.#cy;
    cy.batch(() => {
      const gone = [
        ...[...before.links.keys()].filter((id) => !drawing.links.has(id)).map(linkElementId),
        ...[...before.nodes.keys()].filter((id) => !drawing.nodes.has(id)).map(nodeElementId),
      ];
      for (const id of gone) cy.getElementById(id).remove();
      for (const [nodeId, drawn] of drawing.nodes) {
        const old = before.nodes.get(nodeId);
        if (!old || old.box === drawn.box) continue;
        const element = cy.getElementById(nodeElementId(nodeId));
        element.position({ x: drawn.box.x, y: drawn.box.y });
        element.data({ width: drawn.box.width, height: drawn.box.height });
      }
      for (const [linkId, drawn] of drawing.links) {
        const old = before.links.get(linkId);
        if (old && old.curve !== drawn.curve)
          cy.getElementById(linkElementId(linkId)).data({
            weights: drawn.curve.weights,
            distances: drawn.curve.distances,
          });
      }
      cy.add(
        toElements(
          [...drawing.nodes.values()].filter(({ node }) => !before.nodes.has(node.nodeId)),
          [...drawing.links.values()].filter(({ link }) => !before.links.has(link.linkId)),
        ),
      );
    });
    this.#markLinks();
    this.#paint();
    this.#events?.onViewport();
  }

  setMarks(marks: Marks): void {
    this.#marks = marks;
    this.#markLinks();
    this.#paint();
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

  /** Zoom at which everything fits into the view. */
  get fitZoom(): number {
    return this.#fitting().zoom;
  }

  /** Put a point of the drawing into the middle of the view at a zoom, at once. */
  lookAt(point: { x: number; y: number }, zoom: number): void {
    const { width, height } = this.size;
    this.#cy.viewport({ zoom, pan: { x: width / 2 - point.x * zoom, y: height / 2 - point.y * zoom } });
  }

  /** Bring a node to the middle of the view, smoothly; a view zoomed far out comes near enough to read it. */
  centerOn(nodeId: number, { isSmooth = true } = {}): void {
    const box = this.#drawing.nodes.get(nodeId)?.box;
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
    const boxes = nodeIds.flatMap((nodeId) => this.#drawing.nodes.get(nodeId)?.box ?? []);
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

  get viewport(): Viewport {
    return { zoom: this.#cy.zoom(), pan: { ...this.#cy.pan() } };
  }

  /** Where a node is on the canvas, px; null when it is not drawn. */
  placeOf(nodeId: number): Box | null {
    const box = this.#drawing.nodes.get(nodeId)?.box;
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

  /** A PNG of the view as it is, at twice the size. */
  async picture(): Promise<Uint8Array<ArrayBuffer>> {
    const scale = 2;
    const { palette } = this;
    const links = await createImageBitmap(
      await this.#cy.png({ output: "blob-promise", scale, bg: palette.background }),
    );
    const canvas = new OffscreenCanvas(links.width, links.height);
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This window cannot make pictures: it has no canvas.");
    context.drawImage(links, 0, 0);
    this.#faces.paintInto(context, scale, this.#drawing, this.#marks, palette);
    return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
  }

  #fitting(): Viewport {
    const { width, height } = this.size;
    const all = extent({ boxes: [...this.#drawing.nodes.values()].map(({ box }) => box) });
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
    const isStill = !this.isMounted || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isStill) this.#cy.viewport(view);
    else this.#cy.animate({ ...view, duration: ANIMATION_MS, easing: "ease-in-out" });
  }

  #turnWheel(change: { x: number; y: number } | { factor: number; at: { x: number; y: number } }): void {
    this.#cy.stop();
    if ("factor" in change)
      this.#cy.zoom({ level: this.#cy.zoom() * change.factor, renderedPosition: change.at });
    else this.#cy.panBy(change);
  }

  #paint(): void {
    if (this.#palette) this.#faces.paint(this.#drawing, this.#marks, this.#hoveredId, this.#palette);
  }

  /** Looks of the links: near to the focused or hovered node, on the trail, faded. Only those that change are touched. */
  #markLinks(): void {
    const { focusedId, cursorId, trailLinkIds } = this.#marks;
    const near = new Set([focusedId, cursorId, this.#hoveredId]);
    const canFade = this.#marks.basket !== null || this.#marks.matching !== null;
    this.#farLook = farLook(this.#cy.zoom());
    this.#cy.batch(() => {
      for (const [linkId, { link }] of this.#drawing.links) {
        const element = this.#cy.getElementById(linkElementId(linkId));
        const isFar = canFade && (isFaded(link.source, this.#marks) || isFaded(link.target, this.#marks));
        const looks = [
          this.#farLook,
          trailLinkIds.has(linkId) ? "trail" : "",
          near.has(link.source) || near.has(link.target) ? "near" : "",
          isFar ? "faded" : "",
        ].filter(Boolean);
        if (element.classes().join(" ") !== looks.join(" ")) element.classes(looks);
      }
    });
  }

  #hover(nodeId: number | null): void {
    if (this.#hoveredId === nodeId) return;
    this.#hoveredId = nodeId;
    this.#markLinks();
    this.#paint();
    if (this.#container) this.#container.style.cursor = nodeId === null ? "" : "pointer";
    this.#events?.onHover(nodeId);
  }

  #listen(): void {
    const cy = this.#cy;
    const idOf = (element: cytoscape.SingularElementReturnValue) => Number(element.data("nodeId"));
    cy.on("render", () => this.#paint());
    let settling: ReturnType<typeof setTimeout>;
    cy.on("zoom", () => {
      clearTimeout(settling);
      settling = setTimeout(() => {
        if (farLook(cy.zoom()) !== this.#farLook && !cy.destroyed()) this.#markLinks();
      }, SETTLE_MS);
    });
    cy.on("viewport", () => {
      const renderer = cy as unknown as { renderer(): { hideEdgesOnViewport?: boolean } };
      // Cytoscape reads the option while it draws; what is many is known only now.
      renderer.renderer().hideEdgesOnViewport = this.#drawing.links.size > MANY * 3;
      this.#events?.onViewport();
    });
    cy.on("tap", (event) => {
      const keys = event.originalEvent as MouseEvent | undefined;
      const toggles = keys?.shiftKey === true || keys?.ctrlKey === true || keys?.metaKey === true;
      if (event.target === cy) return this.#events?.onTap(null, { toggles });
      if (!event.target.isNode()) return this.#events?.onTap(null, { toggles });
      const nodeId = idOf(event.target);
      const drawn = this.#drawing.nodes.get(nodeId);
      if (drawn && this.#palette && this.#faces.isOnCalls(drawn, event.position, this.#palette))
        return this.#events?.onOpen(nodeId);
      this.#events?.onTap(nodeId, { toggles });
    });
    cy.on("dbltap", "node", (event) => this.#events?.onOpen(idOf(event.target)));
    cy.on("cxttap", (event) => {
      const nodeId = event.target !== cy && event.target.isNode() ? idOf(event.target) : null;
      this.#events?.onMenu(nodeId, event.renderedPosition);
    });
    cy.on("mouseover", "node", (event) => this.#hover(idOf(event.target)));
    cy.on("mouseout", "node", () => this.#hover(null));
    cy.on("mouseover", "edge", (event) =>
      this.#events?.onHoverLink(Number(event.target.data("linkId")), event.renderedPosition),
    );
    cy.on("mouseout", "edge", (event) => this.#events?.onHoverLink(null, event.renderedPosition));
    let boxed: number[] = [];
    cy.on("box", "node", (event) => {
      if (boxed.length === 0)
        queueMicrotask(() => {
          this.#events?.onBox(boxed);
          boxed = [];
        });
      boxed.push(idOf(event.target));
    });
  }
}
