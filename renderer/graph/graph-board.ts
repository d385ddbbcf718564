import type { LinkType } from "../../shared/model/link.ts";
import { GraphScene } from "./canvas/graph-scene.ts";
import type { Viewport } from "./canvas/area.ts";
import type { SceneEvents } from "./canvas/pointer.ts";
import { composeDrawing, isCall } from "./compose-drawing.ts";
import { type Drawing, EMPTY_DRAWING, type Marks } from "./drawing.ts";
import type { GraphLink, GraphNode } from "./graph-types.ts";
import { layoutInWorker } from "./layout/layout-client.ts";
import type { LayoutLink } from "./layout/types.ts";
import { NodeFaces } from "./node-faces.ts";
import { openingView } from "./opening-view.ts";
import { Places, type PlacesSnapshot, withoutNodes } from "./places.ts";
import { type ProvenanceView, viewOfProvenance } from "./provenance-view.ts";

/** What is to be on the board. */
export interface BoardContent {
  nodes: readonly GraphNode[];
  links: readonly GraphLink[];
  provenance: ProvenanceView;
  linkTypes: ReadonlySet<LinkType>;
}

/** What the window knows of the board; a new object at every change. */
export interface BoardState {
  drawing: Drawing;
  provenance: ProvenanceView;
  isBusy: boolean;
  failure: string | null; // why the last layout failed
}

/**
 * The picture of one source: facts in, places and canvas out. Each view of the provenance has places of its own, so that
 * going to another and back changes nothing. Lives as long as the source is open, through all changes of the view.
 */
export class GraphBoard {
  readonly scene = new GraphScene();
  #state: BoardState = { drawing: EMPTY_DRAWING, provenance: "all", isBusy: false, failure: null };
  readonly #listeners = new Set<() => void>();
  readonly #places = new Map<ProvenanceView, Places>();
  readonly #viewports = new Map<ProvenanceView, Viewport>();
  readonly #faces = new NodeFaces();
  #wanted: BoardContent | null = null;
  #isWorking = false;
  #needsOpening = true;
  #whenDrawn: Array<() => void> = [];
  #marks: Marks | null = null;
  readonly #viewportListeners = new Set<() => void>();
  #viewportVersion = 0;
  #lastRequest = 0;
  #generation = 0; // of facts: raised when they are of another source
  #isTelling = false;
  #arrangement = 0;
  readonly #arrangements = new Map<string, { places: PlacesSnapshot; viewport: Viewport | null }>();

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): BoardState => this.#state;

  /** True once for each request to centre, by its number: a view that comes back must not repeat it. */
  takesRequest(serial: number): boolean {
    const isNew = serial !== this.#lastRequest;
    this.#lastRequest = serial;
    return isNew;
  }

  /** Changes with every shift and zoom of the view; for what is laid over the canvas. */
  readonly subscribeViewport = (listener: () => void): (() => void) => {
    this.#viewportListeners.add(listener);
    return () => this.#viewportListeners.delete(listener);
  };
  readonly getViewportVersion = (): number => this.#viewportVersion;

  /** The view was shifted or zoomed: tell once a frame. */
  noteViewport(): void {
    this.open();
    if (this.#isTelling) return;
    this.#isTelling = true;
    requestAnimationFrame(() => {
      this.#isTelling = false;
      this.#viewportVersion++;
      for (const listener of this.#viewportListeners) listener();
    });
  }

  mount(container: HTMLElement, events: SceneEvents): void {
    this.scene.mount(container, events);
    this.open();
  }

  unmount(): void {
    this.scene.unmount();
  }

  /** Show this. Layouts run one after another; of several wishes meanwhile, the last one counts. */
  show(content: BoardContent): void {
    this.#wanted = content;
    if (!this.#isWorking) void this.#work();
  }

  setMarks(marks: Marks): void {
    this.#marks = marks;
    this.scene.setMarks(marks);
  }

  /**
   * Go to an arrangement of the picture: one that was left comes back as it was, a new one is laid out afresh and shown
   * whole.
   */
  arrange(arrangement: number): void {
    if (arrangement === this.#arrangement) return;
    const { provenance } = this.#state;
    const key = (of: number) => `${of} ${provenance}`;
    const places = this.#placesOf(provenance);
    const viewport = this.scene.isMounted ? this.scene.camera.viewport : null;
    this.#arrangements.set(key(this.#arrangement), { places: places.snapshot(), viewport });
    this.#arrangement = arrangement;
    const left = this.#arrangements.get(key(arrangement));
    if (left) {
      places.restore(left.places);
      const { viewport } = left;
      if (viewport) this.#whenDrawn.push(() => this.scene.camera.restore(viewport));
    } else {
      places.tidy();
      this.#needsOpening = true;
    }
    if (this.#wanted) this.show({ ...this.#wanted }); // a new wish, also while the old one is being drawn
  }

  /** The source was read anew: its ids mean other nodes now. */
  clear(): void {
    this.#places.clear();
    this.#viewports.clear();
    this.#arrangements.clear();
    this.#faces.clear();
    this.#generation++;
    this.#wanted = null;
    this.#needsOpening = true;
    this.#change({ drawing: EMPTY_DRAWING, isBusy: false, failure: null });
    this.scene.draw(EMPTY_DRAWING);
  }

  /** Bring a node into view, as soon as it is drawn if it is still to come. */
  centerOn(nodeId: number, { comes }: { comes: boolean }): void {
    if (!comes && !this.#isWorking) return this.scene.camera.centerOn(nodeId);
    this.#whenDrawn.push(() => this.scene.camera.centerOn(nodeId));
  }

  /** Bring nodes that come into view with the next drawing, the first of them before all. */
  revealNext(nodeIds: readonly number[]): void {
    this.#whenDrawn.push(() => this.scene.camera.reveal(nodeIds));
  }

  /** The canvas has got its size: look at the picture if nobody has yet. */
  open(): void {
    const { width, height } = this.scene.camera.size;
    if (!this.#needsOpening || !this.scene.isMounted || width === 0 || height === 0) return;
    if (this.#state.drawing.nodes.size === 0) return;
    this.#needsOpening = false;
    const view = openingView([...this.#state.drawing.nodes.values()], this.scene.camera.size);
    this.scene.camera.lookAt(view, view.zoom);
  }

  destroy(): void {
    this.scene.destroy();
    this.#listeners.clear();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    let done: BoardContent | null = null;
    while (this.#wanted && this.#wanted !== done) {
      done = this.#wanted;
      try {
        await this.#draw(done);
      } catch (error) {
        this.#change({ failure: error instanceof Error ? error.message : String(error), isBusy: false });
      }
    }
    this.#isWorking = false;
    for (const then of this.#whenDrawn.splice(0)) then();
  }

  async #draw(content: BoardContent): Promise<void> {
    const { nodes, links } = viewOfProvenance(
      content.nodes,
      content.links,
      content.provenance,
      content.linkTypes,
    );
    const generation = this.#generation;
    const replaced = this.#faces.meet(nodes, content.links);
    this.#forget(replaced);
    const boxes = nodes.map((node) => {
      const { width, height } = this.#faces.of(node);
      return { nodeId: node.nodeId, width, height };
    });
    const places = this.#placesOf(content.provenance);
    const job = places.jobFor(boxes, links.map(layoutLink));
    if (job && job.nodes.length > 0) {
      this.#change({ isBusy: true });
      const layout = await layoutInWorker(job);
      if (generation !== this.#generation) return; // cleared meanwhile
      places.take(boxes, layout);
    } else places.take(boxes, null);
    places.resize(boxes);
    const lookAgain = this.#changeView(content.provenance);
    const calls = content.links.filter(isCall);
    const drawing = composeDrawing({ nodes, links, calls }, places, this.#faces, this.#state.drawing);
    this.scene.draw(drawing);
    if (this.#marks) this.scene.setMarks(this.#marks);
    this.#change({ drawing, provenance: content.provenance, isBusy: false, failure: null });
    lookAgain();
    this.open();
  }

  /** Other nodes have these ids now, in the picture as it is and in each that Undo brings back. */
  #forget(replaced: readonly number[]): void {
    if (replaced.length === 0) return;
    for (const places of this.#places.values()) places.forget(replaced);
    for (const [key, { places, viewport }] of this.#arrangements)
      this.#arrangements.set(key, { places: withoutNodes(places, replaced), viewport });
  }

  /**
   * Another view of the provenance has other places: look at it as it was left, the first time as at a fresh picture.
   * A focused node that could be seen before is seen after.
   */
  #changeView(provenance: ProvenanceView): () => void {
    const { provenance: before, drawing } = this.#state;
    if (provenance === before || drawing.nodes.size === 0) return () => {};
    this.#viewports.set(before, this.scene.camera.viewport);
    const focusedId = this.#marks?.focusedId ?? null;
    const wasInView = focusedId !== null && this.scene.camera.isInView(focusedId);
    const left = this.#viewports.get(provenance);
    return () => {
      if (left) this.scene.camera.restore(left);
      else this.#needsOpening = true;
      this.open();
      if (wasInView && !this.scene.camera.isInView(focusedId))
        this.scene.camera.centerOn(focusedId, { isSmooth: false });
    };
  }

  #placesOf(provenance: ProvenanceView): Places {
    let places = this.#places.get(provenance);
    if (!places) this.#places.set(provenance, (places = new Places()));
    return places;
  }

  #change(change: Partial<BoardState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function layoutLink({ source, target, linkType }: GraphLink): LayoutLink {
  return { source, target, isReturn: linkType === "return" };
}
