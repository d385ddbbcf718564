import { flushSync } from "react-dom";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { changeLayout, useLayout } from "../state/layout.ts";
import {
  isBasketFilled,
  type NodeSort,
  type Provenance,
  useView,
  useViewActions,
  type ViewMode,
} from "../state/source-view.ts";
import { type CommandEntry, useCommands } from "./commands.ts";

/** Commands about what is seen of the source in front: history, order, picture, parts of the window. */
export function useViewCommands(): void {
  useHistoryCommands();
  useOrderCommands();
  usePictureCommands();
  usePartCommands();
}

function useHistoryCommands(): void {
  const actions = useViewActions();
  const undo = useView((view) => view.undo.at(-1)?.label);
  const redo = useView((view) => view.redo.at(-1)?.label);
  const canGoBack = useView((view) => view.back.length > 0);
  const canGoForward = useView((view) => view.forward.length > 0);
  useCommands({
    undo: {
      run: actions.undo,
      label: undo && `Undo ${undo}`,
      off: undo === undefined ? "there is nothing to undo" : undefined,
    },
    redo: {
      run: actions.redo,
      label: redo && `Redo ${redo}`,
      off: redo === undefined ? "there is nothing to redo" : undefined,
    },
    back: { run: actions.goBack, off: canGoBack ? undefined : "nothing was looked at before" },
    forward: { run: actions.goForward, off: canGoForward ? undefined : "you did not go back" },
  });
}

function useOrderCommands(): void {
  const { setFilter, setSort } = useViewActions();
  const sort = useView((view) => view.sort);
  const isFiltered = useView((view) => Object.keys(view.filter).length > 0);
  const by = (column: NodeSort["column"]): CommandEntry => ({
    run: () => setSort({ column, descending: column === "ctime" }),
    isOn: sort.column === column,
  });
  useCommands({
    "clear-filters": { run: () => setFilter({}), off: isFiltered ? undefined : "no filter is set" },
    "sort-pk": by("pk"),
    "sort-uuid": by("uuid"),
    "sort-type": by("type"),
    "sort-label": by("label"),
    "sort-state": by("state"),
    "sort-ctime": by("ctime"),
    "sort-user": by("user"),
    "sort-descending": {
      run: () => setSort({ ...sort, descending: !sort.descending }),
      isOn: sort.descending,
    },
  });
}

function usePictureCommands(): void {
  const { setProvenance, setLinkTypes, setDepth } = useViewActions();
  const provenance = useView((view) => view.provenance);
  const linkTypes = useView((view) => view.linkTypes);
  const depth = useView((view) => view.depth);
  const provenanceTo = (to: Provenance): CommandEntry => ({
    run: () => setProvenance(to),
    isOn: provenance === to,
  });
  const depthTo = (to: number | null): CommandEntry => ({ run: () => setDepth(to), isOn: depth === to });
  const toggleType = (type: (typeof LINK_TYPES)[number]): CommandEntry => ({
    run() {
      const next = new Set(linkTypes);
      if (!next.delete(type)) next.add(type);
      setLinkTypes(next);
    },
    isOn: linkTypes.has(type),
  });
  useCommands({
    "provenance-logical": provenanceTo("logical"),
    "provenance-data": provenanceTo("data"),
    "provenance-call": provenanceTo("call"),
    "provenance-all": provenanceTo("all"),
    "link-input-calc": toggleType("input_calc"),
    "link-input-work": toggleType("input_work"),
    "link-create": toggleType("create"),
    "link-return": toggleType("return"),
    "link-call-calc": toggleType("call_calc"),
    "link-call-work": toggleType("call_work"),
    "links-all": {
      run: () => setLinkTypes(new Set(LINK_TYPES)),
      off: linkTypes.size === LINK_TYPES.length ? "all link types are shown" : undefined,
    },
    "depth-all": depthTo(null),
    "depth-1": depthTo(1),
    "depth-2": depthTo(2),
    "depth-3": depthTo(3),
    "depth-5": depthTo(5),
  });
}

function usePartCommands(): void {
  const { setMode } = useViewActions();
  const mode = useView((view) => view.mode);
  const isFilled = useView((view) => isBasketFilled(view.basket));
  const flags = useLayout((layout) => layout.flags);
  const modeTo = (to: ViewMode): CommandEntry => ({ run: () => setMode(to), isOn: mode === to });
  const openBeside = (hiddenIn: ViewMode) => {
    if (mode === hiddenIn) flushSync(() => setMode("split")); // it must be there to take the focus
  };
  useCommands({
    "view-graph": modeTo("graph"),
    "view-table": modeTo("table"),
    "view-split": modeTo("split"),
    outline: {
      run: () => void changeLayout({ flags: { graphOutline: flags.graphOutline !== true } }),
      isOn: flags.graphOutline === true,
      off: mode === "table" ? "show the graph first" : undefined,
    },
    "fold-basket": {
      run: () => void changeLayout({ flags: { basketCollapsed: flags.basketCollapsed !== true } }),
      isOn: flags.basketCollapsed === true,
      off: isFilled ? undefined : "the basket is empty",
    },
    "focus-graph": {
      run() {
        openBeside("table");
        focusInside("[role=application][aria-label='Graph canvas']");
      },
    },
    "focus-table": {
      run() {
        openBeside("graph");
        focusInside("[role=grid][aria-label='Nodes']");
      },
    },
    "focus-node": { run: () => focusInside("section[aria-label='Node']") },
    "focus-basket": { run: () => focusInside("section[aria-label='Export basket']") },
    "focus-filters": { run: () => focusInside("section[aria-label='Filters']") },
  });
}

/** Move the keyboard focus to a part of the window: the part itself if it takes focus, else its first control. */
export function focusInside(selector: string): void {
  const part = document.querySelector<HTMLElement>(selector);
  const inner = part?.querySelector<HTMLElement>("[tabindex='0'], button:not(:disabled), input");
  (part?.tabIndex === 0 ? part : inner)?.focus();
}
