import { type DragEvent, useState } from "react";
import { DRAGGED_GROUP, DRAGGED_NODES } from "../../state/drag-types.ts";
import { droppedNodes } from "../../state/dragged-nodes.ts";
import { useSourceId, viewActions } from "../../state/source-view.ts";

/** Take groups and nodes that are dropped on the basket; files go on to the window, which opens them. */
export function useBasketDrop() {
  const sourceId = useSourceId();
  const actions = viewActions(sourceId);
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
    if (nodeIds !== "") actions.addToBasket(droppedNodes(nodeIds, sourceId));
  };
  return { isOver, handlers: { onDragOver, onDrop, onDragLeave: () => setOver(false) } };
}
