import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { RuleSwitches, ToggleableRule } from "../../shared/graph/traversal-rules.ts";
import type { EngineInput } from "../../shared/ipc/engine-contract.ts";
import { LINK_TYPES, type LinkType } from "../../shared/model/link.ts";

/** What a person chose to look at in one source. Stored facts are in the query cache, positions inside the graph. */

export type ViewMode = "graph" | "table" | "split";
/** `all` links, only `data` (input_calc, create), `logical` (workflows and their data) or `call` links. */
export type Provenance = "all" | "data" | "logical" | "call";
export type NodeFilter = NonNullable<EngineInput<"nodes.list">["filter"]>;
export type NodeSort = EngineInput<"nodes.list">["sort"];
export type InspectorTab =
  | "overview"
  | "content"
  | "attributes"
  | "extras"
  | "files"
  | "links"
  | "log"
  | "comments";

/** What is to be exported: as chosen, before the rules. */
export interface Basket {
  all: boolean;
  nodeIds: ReadonlySet<number>;
  groupIds: ReadonlySet<number>;
  switches: RuleSwitches;
}

/** One place in Back / Forward. */
export interface Place {
  nodeId: number | null;
  mode: ViewMode;
}

/** What Undo brings back: the basket and what the graph shows. */
interface Undoable {
  basket: Basket;
  shown: ReadonlySet<number> | null;
}

/** A file that is open among those of a node; it may be its `retrieved` node's. */
export interface OpenFile {
  nodeId: number;
  file: {
    nodeId: number;
    path: string;
    /** Of a text: where to begin to read, as the number of a line from 1, or its end. The start when left out. */
    readFrom?: number | "end";
  };
}

export interface SourceView {
  mode: ViewMode;
  /** The node in the inspector; also the start of arrow keys in the graph. */
  focusedId: number | null;
  /** Nodes marked in graph and table together (multi-selection); holds the focused one. */
  markedIds: ReadonlySet<number>;
  tab: InspectorTab;
  openFile: OpenFile | null;
  filter: NodeFilter;
  sort: NodeSort;
  /** Nodes in the graph; null until the first view has been asked for. */
  shown: ReadonlySet<number> | null;
  provenance: Provenance;
  /** Link types drawn, on top of the provenance switch. */
  linkTypes: ReadonlySet<LinkType>;
  /** Depth of "Show ancestors" and "Show descendants"; null: all the way. */
  depth: number | null;
  basket: Basket;
  /** The node whose trail of links is drawn and said in words (hovered or chosen in the basket). */
  trailId: number | null;
  /** Ask the graph to bring a node into view; `serial` makes two equal requests differ. */
  center: { nodeId: number; serial: number } | null;
  back: readonly Place[];
  forward: readonly Place[];
  undo: readonly Undoable[];
  redo: readonly Undoable[];
}

const EMPTY_BASKET: Basket = { all: false, nodeIds: new Set(), groupIds: new Set(), switches: {} };
const WALK_PAUSE = 1000; // ms; arrow keys pressed closer together are one way, and one step of Back
const HISTORY_LIMIT = 200; // steps back; each holds two numbers or two shared sets

function initialView(): SourceView {
  return {
    mode: "split",
    focusedId: null,
    markedIds: new Set(),
    tab: "overview",
    openFile: null,
    filter: {},
    sort: { column: "ctime", descending: true },
    shown: null,
    provenance: "all",
    linkTypes: new Set(LINK_TYPES),
    depth: null,
    basket: EMPTY_BASKET,
    trailId: null,
    center: null,
    back: [],
    forward: [],
    undo: [],
    redo: [],
  };
}

export type SourceStore = StoreApi<SourceView>;
const stores = new Map<string, SourceStore>();

/** The view state of a source; made on first use, kept over tab changes and engine restarts. */
export function viewOf(sourceId: string): SourceStore {
  let store = stores.get(sourceId);
  if (!store) stores.set(sourceId, (store = createStore<SourceView>(initialView)));
  return store;
}

export function forgetView(sourceId: string): void {
  stores.delete(sourceId);
}

/** The source that the components below belong to. */
export const SourceContext = createContext<string>("");

export function useSourceId(): string {
  return useContext(SourceContext);
}

/** Part of the view state of the source at hand. */
export function useView<T>(selector: (view: SourceView) => T): T {
  return useStore(viewOf(useSourceId()), selector);
}

/** The changes a person can make to the view of the source at hand. */
export function useViewActions(): ViewActions {
  return viewActions(useSourceId());
}

export type ViewActions = ReturnType<typeof makeActions>;
const actionsOf = new WeakMap<SourceStore, ViewActions>();

export function viewActions(sourceId: string): ViewActions {
  const store = viewOf(sourceId);
  let actions = actionsOf.get(store);
  if (!actions) actionsOf.set(store, (actions = makeActions(store)));
  return actions;
}

function makeActions(store: SourceStore) {
  const { getState: get, setState: set } = store;
  let serial = 0;
  let walkedAt = -Infinity; // when an arrow key last chose a node

  /** Remember where we are, for Back. Nodes that arrow keys only pass on their way are no places to go back to. */
  const step = (byArrow = false): Partial<Pick<SourceView, "back" | "forward">> => {
    const now = performance.now();
    const isPassing = byArrow && now - walkedAt < WALK_PAUSE;
    walkedAt = byArrow ? now : -Infinity;
    return isPassing ? { forward: [] } : leave();
  };
  const leave = (): Pick<SourceView, "back" | "forward"> => {
    const { back, focusedId, mode } = get();
    return { back: [...back, { nodeId: focusedId, mode }].slice(-HISTORY_LIMIT), forward: [] };
  };
  /** Remember basket and graph, for Undo. */
  const keep = (): Pick<SourceView, "undo" | "redo"> => {
    const { undo, basket, shown } = get();
    return { undo: [...undo, { basket, shown }].slice(-HISTORY_LIMIT), redo: [] };
  };
  const focus = (nodeId: number | null) => ({
    focusedId: nodeId,
    markedIds: new Set(nodeId === null ? [] : [nodeId]),
  });
  const changeBasket = (change: Partial<Basket>) =>
    set({ ...keep(), basket: { ...get().basket, ...change } });

  return {
    /**
     * Choose one node: inspector, graph and table follow. `center` also brings it into the middle of the graph,
     * `byArrow` says that a key moves along a row of nodes.
     */
    choose(
      nodeId: number | null,
      options: { center?: boolean; tab?: InspectorTab; byArrow?: boolean } = {},
    ): void {
      const moved = nodeId !== get().focusedId;
      set({
        ...(moved ? step(options.byArrow) : {}),
        ...focus(nodeId),
        ...(options.tab ? { tab: options.tab } : {}),
        ...(options.center && nodeId !== null ? { center: { nodeId, serial: ++serial } } : {}),
      });
    },
    /** Mark several nodes; the last one is the focused one unless `focusedId` says otherwise. */
    mark(nodeIds: Iterable<number>, focusedId?: number | null, options: { byArrow?: boolean } = {}): void {
      const markedIds = new Set(nodeIds);
      const last = focusedId === undefined ? ([...markedIds].at(-1) ?? null) : focusedId;
      set({ ...(last === get().focusedId ? {} : step(options.byArrow)), markedIds, focusedId: last });
    },
    setMode(mode: ViewMode): void {
      if (mode !== get().mode) set({ ...step(false), mode });
    },
    setTab: (tab: InspectorTab) => set({ tab }),
    /** Open a file in the "Files" of the node at hand; null goes back to the list. */
    setOpenFile: (openFile: OpenFile | null) => set({ openFile }),
    setFilter: (filter: NodeFilter) => set({ filter }),
    setSort: (sort: NodeSort) => set({ sort }),
    setProvenance: (provenance: Provenance) => set({ provenance }),
    setLinkTypes: (linkTypes: ReadonlySet<LinkType>) => set({ linkTypes }),
    setDepth: (depth: number | null) => set({ depth }),
    setTrail: (trailId: number | null) => set({ trailId }),
    centerOn: (nodeId: number) => set({ center: { nodeId, serial: ++serial } }),

    /** Set what the graph shows; undoable but for the first view. */
    setShown(nodeIds: Iterable<number>): void {
      set({ ...(get().shown === null ? {} : keep()), shown: new Set(nodeIds) });
    },
    addShown(nodeIds: Iterable<number>): void {
      set({ ...keep(), shown: new Set([...(get().shown ?? []), ...nodeIds]) });
    },
    removeShown(nodeIds: Iterable<number>): void {
      const shown = new Set(get().shown ?? []);
      for (const nodeId of nodeIds) shown.delete(nodeId);
      set({ ...keep(), shown });
    },

    addToBasket: (nodeIds: Iterable<number>) =>
      changeBasket({ nodeIds: new Set([...get().basket.nodeIds, ...nodeIds]) }),
    removeFromBasket(nodeIds: Iterable<number>): void {
      const rest = new Set(get().basket.nodeIds);
      for (const nodeId of nodeIds) rest.delete(nodeId);
      changeBasket({ nodeIds: rest });
    },
    addGroupToBasket: (groupId: number) =>
      changeBasket({ groupIds: new Set([...get().basket.groupIds, groupId]) }),
    removeGroupFromBasket: (groupId: number) =>
      changeBasket({ groupIds: new Set([...get().basket.groupIds].filter((id) => id !== groupId)) }),
    addAllToBasket: () => changeBasket({ all: true }),
    clearBasket: () => changeBasket({ all: false, nodeIds: new Set(), groupIds: new Set() }),
    setRule: (rule: ToggleableRule, on: boolean) =>
      changeBasket({ switches: { ...get().basket.switches, [rule]: on } }),

    goBack(): void {
      const { back, forward, focusedId, mode } = get();
      const place = back.at(-1);
      if (!place) return;
      walkedAt = -Infinity;
      set({
        back: back.slice(0, -1),
        forward: [...forward, { nodeId: focusedId, mode }],
        mode: place.mode,
        ...focus(place.nodeId),
        ...(place.nodeId === null ? {} : { center: { nodeId: place.nodeId, serial: ++serial } }),
      });
    },
    goForward(): void {
      const { back, forward, focusedId, mode } = get();
      const place = forward.at(-1);
      if (!place) return;
      walkedAt = -Infinity;
      set({
        forward: forward.slice(0, -1),
        back: [...back, { nodeId: focusedId, mode }],
        mode: place.mode,
        ...focus(place.nodeId),
        ...(place.nodeId === null ? {} : { center: { nodeId: place.nodeId, serial: ++serial } }),
      });
    },
    undo(): void {
      const { undo, redo, basket, shown } = get();
      const last = undo.at(-1);
      if (last) set({ undo: undo.slice(0, -1), redo: [...redo, { basket, shown }], ...last });
    },
    redo(): void {
      const { undo, redo, basket, shown } = get();
      const last = redo.at(-1);
      if (last) set({ redo: redo.slice(0, -1), undo: [...undo, { basket, shown }], ...last });
    },
    /** The source was read anew: ids may mean other nodes now. */
    reset: () => set(initialView()),
  };
}

/** True if the basket holds anything. */
export function isBasketFilled(basket: Basket): boolean {
  return basket.all || basket.nodeIds.size > 0 || basket.groupIds.size > 0;
}

/** The basket as the engine takes it: ids ascending, so that equal baskets are equal queries. */
export function selectionOf(basket: Basket) {
  return {
    all: basket.all,
    nodeIds: basket.all ? [] : [...basket.nodeIds].sort((a, b) => a - b),
    groupIds: basket.all ? [] : [...basket.groupIds].sort((a, b) => a - b),
    computerIds: [],
  };
}
