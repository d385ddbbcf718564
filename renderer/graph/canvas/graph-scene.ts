import cytoscape from "cytoscape";
import { type Drawing, EMPTY_DRAWING, isFaded, type Marks, NO_MARKS } from "../drawing.ts";
import { onThemeChange, type Palette, readPalette } from "../palette.ts";
import { linkElementId, nodeElementId, toElements } from "../to-elements.ts";
import { Camera, LEAST_ZOOM, MOST_ZOOM } from "./camera.ts";
import { FaceLayer } from "./face-layer.ts";
import { farLook, graphStyle } from "./graph-style.ts";
import { listenToPointer, type SceneEvents } from "./pointer.ts";
import { listenToWheel } from "./wheel.ts";

const MANY_LINKS = 900; // more are hidden while the view moves
const SETTLE_MS = 120; // after the last zoom, before links are drawn as wide as it wants

/** The canvas of one source: a cytoscape instance and the layer of node faces over it. Knows nothing of React. */
export class GraphScene {
  readonly #cy: cytoscape.Core;
  readonly #faces: FaceLayer;
  readonly camera: Camera;
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
    this.camera = new Camera(this.#cy, () => this.#drawing);
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
      const { focusedId } = this.#marks;
      const wasInView = focusedId !== null && this.camera.isInView(focusedId);
      this.#cy.resize();
      this.#faces.resize();
      if (wasInView && !this.camera.isInView(focusedId)) this.camera.reveal([focusedId]);
      this.#events?.onViewport();
    });
    resized.observe(container);
    this.#leave = [
      onThemeChange(() => this.applyTheme()),
      () => resized.disconnect(),
      listenToWheel(container, (change) => this.camera.turn(change)),
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
    if (this.#hoveredId !== null && !drawing.nodes.has(this.#hoveredId)) this.#hover(null);
    this.#markLinks();
    this.#paint();
    this.#events?.onViewport();
  }

  setMarks(marks: Marks): void {
    this.#marks = marks;
    this.#markLinks();
    this.#paint();
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
    let settling: ReturnType<typeof setTimeout>;
    this.#cy.on("render", () => this.#paint());
    this.#cy.on("zoom", () => {
      clearTimeout(settling);
      settling = setTimeout(() => {
        if (!this.#cy.destroyed() && farLook(this.#cy.zoom()) !== this.#farLook) this.#markLinks();
      }, SETTLE_MS);
    });
    this.#cy.on("viewport", () => {
      // Cytoscape reads this option of its renderer while it draws; how many links there are is known only now.
      const { renderer } = this.#cy as unknown as { renderer(): { hideEdgesOnViewport?: boolean } };
      renderer.call(this.#cy).hideEdgesOnViewport = this.#drawing.links.size > MANY_LINKS;
      this.#events?.onViewport();
    });
    listenToPointer(this.#cy, {
      onTap: (nodeId, point, keys) => {
        const drawn = nodeId === null ? undefined : this.#drawing.nodes.get(nodeId);
        if (drawn && nodeId !== null && this.#faces.isOnCalls(drawn, point, this.palette))
          this.#events?.onOpen(nodeId);
        else this.#events?.onTap(nodeId, keys);
      },
      onDoubleTap: (nodeId) => this.#events?.onOpen(nodeId),
      onMenu: (nodeId, at) => this.#events?.onMenu(nodeId, at),
      onHover: (nodeId) => this.#hover(nodeId),
      onHoverLink: (linkId, at) => this.#events?.onHoverLink(linkId, at),
      onBox: (nodeIds) => this.#events?.onBox(nodeIds),
    });
  }
}
