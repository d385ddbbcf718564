import { type KeyboardEvent, type RefObject, useEffect, useId } from "react";
import type { SceneEvents } from "../../graph/canvas/pointer.ts";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { useCytoscape } from "../../graph/use-cytoscape.ts";

interface GraphCanvasProps {
  ref: RefObject<HTMLDivElement | null>;
  board: GraphBoard;
  events: SceneEvents;
  onKeyDown(event: KeyboardEvent<HTMLDivElement>): void;
}

/** The drawing itself, with the keys that walk along the links. */
export function GraphCanvas({ ref, board, events, onKeyDown }: GraphCanvasProps) {
  const helpId = useId();
  useCytoscape(ref, board, events);
  useEffect(() => {
    const element = ref.current;
    const prevent = (event: Event) => event.preventDefault(); // the menu is ours
    element?.addEventListener("contextmenu", prevent);
    return () => element?.removeEventListener("contextmenu", prevent);
  }, [ref]);
  return (
    <>
      <div
        ref={ref}
        className="graph-canvas"
        role="application"
        aria-label="Graph canvas"
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- an application takes the keys
        tabIndex={0}
        onKeyDown={onKeyDown}
      />
      <p id={helpId} hidden>
        Right and Left walk along outgoing and incoming links, Up and Down to the nodes beside. Enter chooses,
        Space adds to the basket or removes from it, E expands, C collapses, plus and minus zoom, F fits,
        Shift with F10 opens the menu.
      </p>
    </>
  );
}
