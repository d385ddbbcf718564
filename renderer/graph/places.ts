import { FreeSpace } from "./layout/free-space.ts";
import type { LayoutJob } from "./layout/layout-job.ts";
import type { Box, Layout, LayoutLink, LayoutNode, Route } from "./layout/types.ts";

/** Between two boxes, in px, at the least. */
const GAP = 4;

/** Where everything was at one time. */
export interface PlacesSnapshot {
  boxes: ReadonlyMap<number, Box>;
  routes: ReadonlyMap<string, number[]>;
}

/**
 * Where the nodes of one picture are. Rule: a node that is shown never moves but by `tidy`. One that was hidden comes
 * back to its old place if that is still free.
 */
export class Places {
  #boxes = new Map<number, Box>(); // of all that was ever shown
  #routes = new Map<string, number[]>();
  #shown = new Set<number>();

  boxOf(nodeId: number): Box | null {
    return this.#boxes.get(nodeId) ?? null;
  }

  /** The course of a link as the layout found it; null when it found none for the places that its ends have now. */
  routeOf(source: number, target: number): readonly number[] | null {
    return this.#routes.get(`${source}>${target}`) ?? null;
  }

  /** The places as they are now, to be brought back by `restore`. */
  snapshot(): PlacesSnapshot {
    return { boxes: new Map(this.#boxes), routes: new Map(this.#routes) };
  }

  /** Put everything where it was; nodes that came since find places beside it. */
  restore({ boxes, routes }: PlacesSnapshot): void {
    this.#boxes = new Map(boxes);
    this.#routes = new Map(routes);
    this.#shown = new Set([...this.#shown].filter((nodeId) => boxes.has(nodeId)));
  }

  /** Forget every place: the next picture is laid out anew. */
  tidy(): void {
    this.#boxes.clear();
    this.#routes.clear();
    this.#shown.clear();
  }

  /** Other nodes have these ids now: where those before them were means nothing. */
  forget(nodeIds: readonly number[]): void {
    if (nodeIds.length === 0) return;
    const { boxes, routes } = withoutNodes(this.snapshot(), nodeIds);
    this.#boxes = new Map(boxes);
    this.#routes = new Map(routes);
    for (const nodeId of nodeIds) this.#shown.delete(nodeId);
  }

  /**
   * What the layout has to do so that exactly these nodes are shown; null when all have places. Nothing is changed
   * until `take`. Nodes that share nothing with what is shown are laid out anew as a whole.
   */
  jobFor(nodes: readonly LayoutNode[], links: readonly LayoutLink[]): LayoutJob | null {
    const staying = nodes.filter((node) => this.#shown.has(node.nodeId));
    const kept = staying.map((node) => this.#boxes.get(node.nodeId)!); // shown nodes have boxes
    const coming = nodes.filter((node) => !this.#shown.has(node.nodeId));
    if (coming.length === 0) return null;
    if (staying.length === 0 && !coming.every((node) => this.#boxes.has(node.nodeId)))
      return { placed: [], nodes: [...nodes], links: [...links] };
    const space = new FreeSpace(kept);
    const homeless: LayoutNode[] = [];
    for (const node of coming) {
      const old = this.#boxes.get(node.nodeId);
      if (old && space.isFree(old, GAP)) {
        space.take(old);
        kept.push(old);
      } else homeless.push(node);
    }
    return { placed: kept, nodes: homeless, links: [...links] };
  }

  /** Take what a job found, and show exactly its nodes and those that had places. */
  take(nodes: readonly LayoutNode[], layout: Layout | null): void {
    const isNew = layout !== null && layout.boxes.length === nodes.length;
    if (isNew) this.#routes.clear();
    if (layout) {
      if (!isNew) this.#dropRoutesOf(layout.boxes.map(({ nodeId }) => nodeId));
      for (const box of layout.boxes) this.#boxes.set(box.nodeId, box);
      for (const route of layout.routes) this.#routes.set(keyOf(route), route.points);
    }
    this.#shown = new Set(nodes.map((node) => node.nodeId));
  }

  /**
   * Nodes that are shown and say something else by now get the size that takes, around the same centre; those that have
   * no room for it keep their old one.
   */
  resize(nodes: readonly LayoutNode[]): void {
    const changed = nodes.filter(({ nodeId, width, height }) => {
      const box = this.#boxes.get(nodeId);
      return box !== undefined && (box.width !== width || box.height !== height);
    });
    if (changed.length === 0) return;
    const space = new FreeSpace(nodes.flatMap(({ nodeId }) => this.#boxes.get(nodeId) ?? []));
    for (const { nodeId, width, height } of changed) {
      const box = { ...this.#boxes.get(nodeId)!, width, height }; // `changed` has boxes
      if (!space.isFree(box, GAP)) continue;
      this.#boxes.set(nodeId, box);
      space.take(box);
    }
  }

  #dropRoutesOf(nodeIds: readonly number[]): void {
    const moved = new Set(nodeIds.filter((nodeId) => this.#boxes.has(nodeId)).map(String));
    if (moved.size === 0) return;
    for (const key of this.#routes.keys())
      if (key.split(">").some((end) => moved.has(end))) this.#routes.delete(key);
  }
}

/** What is known of all places but those of some nodes. */
export function withoutNodes({ boxes, routes }: PlacesSnapshot, nodeIds: readonly number[]): PlacesSnapshot {
  const gone = new Set(nodeIds.map(String));
  return {
    boxes: new Map([...boxes].filter(([nodeId]) => !gone.has(String(nodeId)))),
    routes: new Map([...routes].filter(([key]) => !key.split(">").some((end) => gone.has(end)))),
  };
}

function keyOf({ source, target }: Route): string {
  return `${source}>${target}`;
}
