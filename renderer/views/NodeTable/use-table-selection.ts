import { type DragEvent, type KeyboardEvent, type MouseEvent, useRef } from "react";
import { useSourceId, viewActions, viewOf } from "../../state/source-view.ts";
import { DRAGGED_NODES } from "../../state/drag-types.ts";
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
    const ids = markedIds.size > 0 ? [...markedIds] : focusedId === null ? [] : [focusedId];
    if (ids.length === 0) return;
    if (ids.every((id) => basket.nodeIds.has(id))) actions.removeFromBasket(ids);
    else actions.addToBasket(ids);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const { focusedId } = view();
    const index = indexOf(focusedId);
    const withControl = event.ctrlKey || event.metaKey;
    if (event.altKey) return; // Alt+← goes back
    if (withControl && event.key.toLowerCase() === "a") {
      actions.mark(nodeIds, index >= 0 ? focusedId : (nodeIds[0] ?? null));
    } else if (event.key === " ") toggleBasket();
    else if (event.key === "Enter") choose(index, { center: true });
    else if (event.key === "ArrowUp" && index === 0 && !event.shiftKey) focusHeading(event.currentTarget);
    else {
      const next = nextIndex(event.key, index, nodeIds.length, pageRows);
      if (next === null) return;
      if (event.shiftKey) extend(next, { byArrow: true });
      else choose(next, { byArrow: true });
    }
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
    const dragged = markedIds.has(nodeId) ? [...markedIds] : [nodeId];
    event.dataTransfer.setData(DRAGGED_NODES, JSON.stringify(dragged));
    event.dataTransfer.effectAllowed = "copy";
  };
  return {
    onKeyDown,
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
