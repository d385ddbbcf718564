import { createContext, useContext } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { RuleSwitches } from "../../shared/graph/traversal-rules.ts";
import type { EngineInput } from "../../shared/ipc/engine-contract.ts";
import { LINK_TYPES, type LinkType } from "../../shared/model/link.ts";
import { type Basket, basketActions, EMPTY_BASKET } from "./basket-actions.ts";
import { areSameRules, defaultSwitches, keepDefaultSwitches } from "./default-rules.ts";
import { idSet, lastId, withIds, withoutIds } from "./id-set.ts";
import { notify } from "./notices.ts";
import {
  filterLabel,
  isSameFilter,
  nodesText,
  type StepEdit,
  type Undoable,
  undoableOf,
  type UndoStep,
} from "./undo-steps.ts";

export { type Basket, isBasketFilled, selectionOf } from "./basket-actions.ts";

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

/** One place in Back / Forward. */
export interface Place {
  nodeId: number | null;
  mode: ViewMode;
  tab: InspectorTab;
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
  /** Which of its arrangements the picture has; "Tidy layout" makes the next, Undo goes to the one before. */
  arrangement: number;
  basket: Basket;
  /** The node whose trail of links is drawn and said in words (hovered or chosen in the basket). */
  trailId: number | null;
  /** Ask the graph to bring a node into view; `serial` makes two equal requests differ. */
  center: { nodeId: number; serial: number } | null;
  back: readonly Place[];
  forward: readonly Place[];
  undo: readonly UndoStep[];
  redo: readonly UndoStep[];
}

const WALK_PAUSE = 1000; // ms; arrow keys pressed closer together are one way, and one step of Back
const MERGE_PAUSE = 1000; // ms; moves of a slider closer together are one change, and one step of Undo
const HISTORY_LIMIT = 200; // steps back; each holds a few words or shares its sets with its neighbours

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
    arrangement: 0,
    basket: { ...EMPTY_BASKET, switches: defaultSwitches() },
    trailId: null,
    center: null,
    back: [],
    forward: [],
    undo: [],
    redo: [],
  };
}

const SORT_WORDS: Partial<Record<NodeSort["column"], string>> = {
  pk: "PK",
  uuid: "UUID",
  ctime: "creation time",
  mtime: "time of change",
  user: "owner",
};

/** Set the rules that a new basket begins with. A basket whose rules nobody changed follows. */
export function setDefaultSwitches(switches: RuleSwitches): void {
  const before = defaultSwitches();
  keepDefaultSwitches(switches);
  for (const store of stores.values()) {
    const { basket } = store.getState();
    if (areSameRules(basket.switches, before)) store.setState({ basket: { ...basket, switches } });
  }
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
  let changedAt = -Infinity; // when something undoable last changed
  let arrangements = 0; // how many there ever were

  /** Remember where we are, for Back. Nodes that arrow keys only pass on their way are no places to go back to. */
  const step = (byArrow = false): Partial<Pick<SourceView, "back" | "forward">> => {
    const now = performance.now();
    const isPassing = byArrow && now - walkedAt < WALK_PAUSE;
    walkedAt = byArrow ? now : -Infinity;
    return isPassing ? { forward: [] } : leave();
  };
  const here = (): Place => {
    const { focusedId, mode, tab } = get();
    return { nodeId: focusedId, mode, tab };
  };
  const leave = (): Pick<SourceView, "back" | "forward"> => ({
    back: [...get().back, here()].slice(-HISTORY_LIMIT),
    forward: [],
  });
  /** Go some places forward, or back if negative. */
  const travel = (by: number): void => {
    const { back, forward } = get();
    const places = [...back, here(), ...forward.toReversed()];
    const at = Math.min(places.length - 1, Math.max(0, back.length + by));
    const place = places[at];
    if (!place || at === back.length) return;
    walkedAt = -Infinity;
    set({
      back: places.slice(0, at),
      forward: places.slice(at + 1).reverse(),
      mode: place.mode,
      tab: place.tab,
      ...focus(place.nodeId),
      ...(place.nodeId === null ? {} : { center: { nodeId: place.nodeId, serial: ++serial } }),
    });
  };
  /** Change what Undo brings back. Merged: as one step with the change of the same name just before. */
  const change = (label: string, to: Partial<Undoable>, { merges = false } = {}): void => {
    const { undo } = get();
    const now = performance.now();
    const isMerged = merges && undo.at(-1)?.label === label && now - changedAt < MERGE_PAUSE;
    changedAt = now;
    const steps = isMerged ? undo : [...undo, { label, state: undoableOf(get()) }].slice(-HISTORY_LIMIT);
    set({ undo: steps, redo: [], ...to });
  };
  /** A picture that was not there yet is none to go back to. */
  const back = ({ state }: UndoStep): Partial<SourceView> =>
    state.shown === null ? { ...state, shown: get().shown } : state;
  const focus = (nodeId: number | null) => ({
    focusedId: nodeId,
    markedIds: new Set(nodeId === null ? [] : [nodeId]),
  });
  const changeBasket = (label: string, part: Partial<Basket>) =>
    change(label, { basket: { ...get().basket, ...part } });
  /** A step of the view is taken at once, one that changes the library when it is through. */
  const take = (direction: "undo" | "redo"): void | Promise<void> => {
    const { undo, redo } = get();
    const last = (direction === "undo" ? undo : redo).at(-1);
    if (!last) return;
    changedAt = -Infinity;
    if (last.edit) return swap(last.edit, direction);
    const taken = { label: last.label, state: undoableOf(get()) };
    set({
      ...(direction === "undo"
        ? { undo: undo.slice(0, -1), redo: [...redo, taken] }
        : { undo: [...undo, taken], redo: redo.slice(0, -1) }),
      ...back(last),
    });
  };
  const swap = async (edit: StepEdit, direction: "undo" | "redo"): Promise<void> => {
    const came = await edit.swap(direction);
    if (came === "later") return;
    const isOther = (step: UndoStep) => step.edit !== edit;
    const { undo, redo } = get(); // as they are now: the person may have gone on
    const step = [...undo, ...redo].find((one) => one.edit === edit);
    const kept = step && came === "done" ? [step] : [];
    const [undone, done] = direction === "undo" ? [kept, []] : [[], kept];
    set({ undo: [...undo.filter(isOther), ...done], redo: [...redo.filter(isOther), ...undone] });
  };
  let swapping: Promise<void> | null = null; // who asks meanwhile waits: steps are taken in order
  const takeStep = (direction: "undo" | "redo"): void => {
    const next = swapping ? swapping.then(() => take(direction)) : take(direction);
    if (!next) return;
    const running = next.finally(() => {
      if (swapping === running) swapping = null;
    });
    swapping = running;
  };
  const undo = (): void => takeStep("undo");
  /** Say what was just done, with a button that takes back just that, whatever was done since. */
  const offerUndo = (text: string, fields: readonly (keyof Undoable)[]): void => {
    const step = get().undo.at(-1);
    if (!step) return;
    notify(text, {
      action: {
        label: "Undo",
        run(close) {
          close();
          if (get().undo.at(-1) === step) return undo();
          if (step.edit)
            return void (get().undo.some((one) => one.edit === step.edit) && swap(step.edit, "undo"));
          if (!get().undo.includes(step)) return; // undone already
          const old = Object.entries(back(step)).filter(([field]) =>
            fields.includes(field as keyof Undoable),
          );
          change(`undo ${step.label}`, Object.fromEntries(old));
        },
      },
    });
  };

  return {
    /**
     * Choose one node: inspector, graph and table follow. `center` also brings it into the middle of the graph,
     * `byArrow` says that a key moves along a row of nodes.
     */
    choose(
      nodeId: number | null,
      options: { center?: boolean; tab?: InspectorTab; byArrow?: boolean } = {},
    ): void {
      const { focusedId, tab } = get();
      const moved = nodeId !== focusedId || (options.tab !== undefined && options.tab !== tab);
      set({
        ...(moved ? step(options.byArrow) : {}),
        ...focus(nodeId),
        ...(options.tab ? { tab: options.tab } : {}),
        ...(options.center && nodeId !== null ? { center: { nodeId, serial: ++serial } } : {}),
      });
    },
    /** Mark several nodes; the last one is the focused one unless `focusedId` says otherwise. */
    mark(nodeIds: Iterable<number>, focusedId?: number | null, options: { byArrow?: boolean } = {}): void {
      const markedIds = idSet(nodeIds);
      const last = focusedId === undefined ? lastId(nodeIds) : focusedId;
      set({ ...(last === get().focusedId ? {} : step(options.byArrow)), markedIds, focusedId: last });
    },
    setMode(mode: ViewMode): void {
      if (mode !== get().mode) set({ ...step(false), mode });
    },
    setTab(tab: InspectorTab, options: { byArrow?: boolean } = {}): void {
      if (tab !== get().tab) set({ ...step(options.byArrow), tab });
    },
    /** Open a file in the "Files" of the node at hand; null goes back to the list. */
    setOpenFile: (openFile: OpenFile | null) => set({ openFile }),
    setFilter(filter: NodeFilter): void {
      const label = filterLabel(get().filter, filter);
      if (!isSameFilter(filter, get().filter))
        change(label, { filter }, { merges: label === "filter by time" });
    },
    setSort(sort: NodeSort): void {
      const { column, descending } = get().sort;
      if (sort.column !== column || sort.descending !== descending)
        change(`sort by ${SORT_WORDS[sort.column] ?? sort.column}`, { sort });
    },
    setProvenance(provenance: Provenance): void {
      if (provenance !== get().provenance) change(`provenance: ${provenance}`, { provenance });
    },
    setLinkTypes(linkTypes: ReadonlySet<LinkType>): void {
      const changed = LINK_TYPES.filter((type) => linkTypes.has(type) !== get().linkTypes.has(type));
      if (changed.length === 0) return;
      const verb = changed.every((type) => linkTypes.has(type)) ? "show" : "hide";
      change(`${verb} links ${changed.length === LINK_TYPES.length ? "" : changed.join(", ")}`.trim(), {
        linkTypes,
      });
    },
    setDepth(depth: number | null): void {
      if (depth !== get().depth) change(`depth ${depth ?? "all the way"}`, { depth });
    },
    /** Give the picture an arrangement of its own; the one before comes back with Undo. */
    tidy: () => change("tidy layout", { arrangement: ++arrangements }),
    setTrail: (trailId: number | null) => set({ trailId }),
    centerOn: (nodeId: number) => set({ center: { nodeId, serial: ++serial } }),

    /** Set what the graph shows; undoable but for the first view. */
    setShown(nodeIds: Iterable<number>, label = "show other nodes"): void {
      if (get().shown === null) set({ shown: idSet(nodeIds) });
      else change(label, { shown: idSet(nodeIds) });
    },
    /** Show these nodes with every link there is. */
    showAll(nodeIds: Iterable<number>): void {
      const all = { provenance: "all", linkTypes: new Set(LINK_TYPES) } as const;
      change("show everything", { shown: idSet(nodeIds), ...all });
    },
    addShown(nodeIds: Iterable<number>): void {
      const before = get().shown ?? new Set<number>();
      const shown = withIds(before, nodeIds);
      if (shown.size > before.size) change(`show ${nodesText(shown.size - before.size)}`, { shown });
    },
    removeShown(nodeIds: Iterable<number>, options: { offersUndo?: boolean } = {}): void {
      const before = get().shown ?? new Set<number>();
      const shown = withoutIds(before, nodeIds);
      const hidden = before.size - shown.size;
      if (hidden === 0) return;
      change(`hide ${nodesText(hidden)}`, { shown });
      if (options.offersUndo) offerUndo(`${nodesText(hidden)} hidden from the graph.`, ["shown"]);
    },

    ...basketActions({
      basket: () => get().basket,
      change: changeBasket,
      offerUndo: () => offerUndo("Basket cleared.", ["basket"]),
    }),

    goBack: () => travel(-1),
    goForward: () => travel(1),
    /** Go some places forward, or back if negative. */
    travel,
    undo,
    redo: (): void => takeStep("redo"),
    /** The library was changed: that is a step of Undo like any other. */
    didEdit(label: string, edit: StepEdit): void {
      const { undo } = get();
      changedAt = -Infinity;
      set({ undo: [...undo, { label, state: undoableOf(get()), edit }].slice(-HISTORY_LIMIT), redo: [] });
    },
    /** Say what was just done, with a button that takes it back. */
    offerUndo: (text: string) => offerUndo(text, []),
    /** The source was read anew: ids may mean other nodes now. */
    reset: () => set(initialView()),
  };
}
