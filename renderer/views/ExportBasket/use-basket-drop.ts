import { type DragEvent, useState } from "react";
import { DRAGGED_GROUP, DRAGGED_NODES } from "../../state/drag-types.ts";
import { useViewActions } from "../../state/source-view.ts";

/** Take groups and nodes that are dropped on the basket; files go on to the window, which opens them. */
export function useBasketDrop() {
  const actions = useViewActions();
  const [isOver, setOver] = useState(false);
  const concerns = ({ dataTransfer: { types } }: DragEvent) =>
    types.includes(DRAGGED_GROUP) || types.includes(DRAGGED_NODES);

  const onDragOver = (event: DragEvent) => {
    if (!concerns(event)) return;
    event.preventDefault();
    setOver(true);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    if (!concerns(event)) return;
    event.preventDefault();
    event.stopPropagation();
    const groupId = Number.parseInt(event.dataTransfer.getData(DRAGGED_GROUP), 10);
    if (Number.isInteger(groupId)) actions.addGroupToBasket(groupId);
    const nodeIds = event.dataTransfer.getData(DRAGGED_NODES);
    if (nodeIds !== "") actions.addToBasket(idsIn(nodeIds));
  };
  return { isOver, handlers: { onDragOver, onDrop, onDragLeave: () => setOver(false) } };
}

/** Ids in a JSON list. A drag can come from another program: whatever is no id is left out. */
function idsIn(text: string): number[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return []; // not from us
  }
  return Array.isArray(value) ? value.filter((id): id is number => Number.isInteger(id) && id >= 0) : [];
}
