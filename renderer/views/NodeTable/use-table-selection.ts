import { type DragEvent, type KeyboardEvent, type MouseEvent, useRef } from "react";
import { useSourceId, viewActions, viewOf } from "../../state/source-view.ts";
import { menuNodes, nodeEntries } from "../../commands/node-menu.ts";
import { partKeyOf, TABLE_KEYS } from "../../commands/part-keys.ts";
import { type MenuEntry, openMenu } from "../../components/ContextMenu/open-menu.ts";
import { DRAGGED_NODES } from "../../state/drag-types.ts";
import { draggedNodes } from "../../state/dragged-nodes.ts";
import { holdsAll } from "../../state/id-set.ts";
import { nextIndex, rangeOf, toggledMark } from "./moves.ts";

interface TableKeys {
  nodeIds: Int32Array;
  pageRows: number;
}

/** Choosing and marking in the table, by mouse and keys. The marks are those of the graph too. */
export function useTableSelection({ nodeIds, pageRows }: TableKeys) {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
  const anchor = useRef<number | null>(null);
  const view = () => viewOf(sourceId).getState();
  const indexOf = (nodeId: number | null) => (nodeId === null ? -1 : nodeIds.indexOf(nodeId));

  const choose = (index: number, options: { center?: boolean; byArrow?: boolean } = {}) => {
    const nodeId = nodeIds[index];
    if (nodeId === undefined) return;
    anchor.current = nodeId;
    actions.choose(nodeId, options);
  };
  /** Mark from the anchor to here: the node last chosen without Shift, else the focused one. */
  const extend = (index: number, options: { byArrow?: boolean } = {}) => {
    const { markedIds, focusedId } = view();
    const held = anchor.current !== null && markedIds.has(anchor.current) ? anchor.current : focusedId;
    const from = indexOf(held);
    if (from < 0) return choose(index, options);
    anchor.current = held;
    actions.mark(rangeOf(nodeIds, from, index), nodeIds[index], options);
  };
  const toggle = (index: number) => {
    const nodeId = nodeIds[index];
    if (nodeId === undefined) return;
    const { markedIds, focusedId } = view();
    const marked = toggledMark(markedIds, nodeId);
    anchor.current = nodeId;
    const keepsFocus = markedIds.has(nodeId) && focusedId !== nodeId;
    actions.mark(marked, keepsFocus ? focusedId : undefined);
  };
  const toggleBasket = () => {
    const { markedIds, focusedId, basket } = view();
    const ids = markedIds.size > 0 ? markedIds : new Set(focusedId === null ? [] : [focusedId]);
    if (ids.size === 0) return;
    if (holdsAll(basket.nodeIds, ids)) actions.removeFromBasket(ids);
    else actions.addToBasket(ids);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const id = partKeyOf(TABLE_KEYS, event);
    if (id === null) return;
    const { focusedId } = view();
    const index = indexOf(focusedId);
    const move = () => {
      const next = nextIndex(event.key, index, nodeIds.length, pageRows);
      if (next === null) return;
      if (event.shiftKey) extend(next, { byArrow: true });
      else choose(next, { byArrow: true });
    };
    const runs: Record<(typeof TABLE_KEYS)[number]["id"], () => void> = {
      down: move,
      up: () => (index === 0 && !event.shiftKey ? focusHeading(event.currentTarget) : move()),
      "page-down": move,
      "page-up": move,
      first: move,
      last: move,
      basket: toggleBasket,
      graph: () => choose(index, { center: true }),
      all: () => actions.mark(nodeIds, index >= 0 ? focusedId : (nodeIds[0] ?? null)),
      nothing: () => actions.choose(null),
    };
    runs[id]();
    event.preventDefault();
  };
  const onRowClick = (event: MouseEvent, index: number) => {
    if (event.shiftKey) extend(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else choose(index);
  };
  const onRowDrag = (event: DragEvent, index: number) => {
    const nodeId = nodeIds[index];
    const { markedIds } = view();
    if (nodeId === undefined) return;
    const dragged = markedIds.has(nodeId) ? markedIds : new Set([nodeId]);
    event.dataTransfer.setData(DRAGGED_NODES, draggedNodes(sourceId, dragged));
    event.dataTransfer.effectAllowed = "copy";
  };
  const onRowMenu = (event: MouseEvent, index: number) => {
    const nodeId = nodeIds[index];
    if (nodeId !== undefined) openMenu(event, "Row menu", rowEntries(sourceId, nodeId));
  };
  return {
    onKeyDown,
    onRowMenu,
    onRowClick,
    onRowDrag,
    onRowDoubleClick: (index: number) => choose(index, { center: true }),
  };
}

/** From the first row up to the headings: to the one that the table is sorted by. */
function focusHeading(grid: HTMLElement): void {
  const sorted = grid.querySelector<HTMLElement>(".table-heading.is-sorted");
  (sorted ?? grid.querySelector<HTMLElement>(".table-heading"))?.focus();
}

/** What can be done with the rows that are marked, or with this one, and with all of them. */
function rowEntries(sourceId: string, nodeId: number): MenuEntry[] {
  return [
    ...nodeEntries(sourceId, menuNodes(sourceId, nodeId), { from: "table" }),
    "line",
    { command: "select-rows" },
    { command: "select-inverse" },
    { command: "save-csv" },
    { command: "save-json" },
  ];
}
