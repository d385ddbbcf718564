import { type DragEvent, useState } from "react";
import { orderTab, takeTab } from "../../queries/open-sources.ts";
import { DRAGGED_TAB } from "../../state/drag-types.ts";
import { useSources } from "../../state/sources.ts";

/** Put tabs into another order with the mouse, and take one over from another window of the app. */
export function useTabDrag() {
  /** Where a drop would put the tab: before the one of this index. */
  const [gap, setGap] = useState<number | null>(null);

  const onDragStart = (event: DragEvent, sourceId: string) => {
    event.dataTransfer.setData(DRAGGED_TAB, sourceId);
    event.dataTransfer.effectAllowed = "move";
  };
  const onDragOver = (event: DragEvent<HTMLElement>) => {
    if (!event.dataTransfer.types.includes(DRAGGED_TAB)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    setGap(gapAt(event.currentTarget, event.clientX));
  };
  const onDragLeave = (event: DragEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setGap(null);
  };
  const onDrop = (event: DragEvent<HTMLElement>) => {
    const sourceId = event.dataTransfer.getData(DRAGGED_TAB);
    setGap(null);
    if (sourceId === "") return;
    event.preventDefault();
    event.stopPropagation();
    const to = gapAt(event.currentTarget, event.clientX);
    const from = useSources.getState().tabs.findIndex((tab) => tab.info.sourceId === sourceId);
    if (from < 0) void takeTab(sourceId, to);
    else orderTab(sourceId, to > from ? to - 1 : to); // its own place closes behind it
  };
  const onDragEnd = () => setGap(null);
  return { gap, onDragStart, list: { onDragOver, onDragLeave, onDrop, onDragEnd } };
}

/** The index of the tab whose left half, or of the one before whose right half, is under the pointer. */
function gapAt(list: HTMLElement, x: number): number {
  const tabs = [...list.querySelectorAll(".source-tab")];
  const right = tabs.findIndex((tab) => {
    const { left, width } = tab.getBoundingClientRect();
    return x < left + width / 2;
  });
  return right < 0 ? tabs.length : right;
}
