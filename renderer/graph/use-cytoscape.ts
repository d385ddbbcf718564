import { type RefObject, useEffect } from "react";
import type { SceneEvents } from "./canvas/pointer.ts";
import type { GraphBoard } from "./graph-board.ts";

/** Show the canvas of a board inside an element while both are there. React holds nothing of cytoscape. */
export function useCytoscape(
  container: RefObject<HTMLElement | null>,
  board: GraphBoard,
  events: SceneEvents,
): void {
  useEffect(() => {
    if (!container.current) return;
    board.mount(container.current, events);
    return () => board.unmount();
  }, [container, board, events]);
}
