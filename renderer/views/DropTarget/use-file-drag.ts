import { useEffect } from "react";
import { dropFiles } from "./drop-files.ts";
import { isDialogOpen } from "../../components/open-dialogs.ts";
import { activeTab } from "../../state/sources.ts";

/** What dropping files at a place does: opens them, imports them, or asks which. */
export type DropPlace = "open" | "import" | "ask";

/** Files over the window. */
export interface FileDrag {
  count: number;
  place: DropPlace;
  /** The part of the window that takes them. */
  frame: Pick<DOMRect, "left" | "top" | "width" | "height">;
}

/** Follow files that are dragged over the window, and take what is dropped. `onDrag` gets null when they have left. */
export function useFileDrag(onDrag: (drag: FileDrag | null) => void): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.defaultPrevented) return; // a part of the window takes it
      event.preventDefault(); // else the page would show the file
      const isTaken = holdsFiles(event) && isOpenTo(event);
      if (event.dataTransfer) event.dataTransfer.dropEffect = isTaken ? "copy" : "none";
      if (isTaken) onDrag({ count: Math.max(1, event.dataTransfer?.items.length ?? 1), ...placeAt(event) });
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) onDrag(null); // out of the window, not onto another part of it
    };
    const drop = (event: DragEvent) => {
      onDrag(null);
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (!holdsFiles(event) || !isOpenTo(event)) return;
      void dropFiles([...(event.dataTransfer?.files ?? [])], placeAt(event).place);
    };
    const cancel = (event: KeyboardEvent) => {
      if (event.key === "Escape") onDrag(null);
    };
    const end = () => onDrag(null);
    window.addEventListener("dragenter", over);
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    window.addEventListener("dragend", end);
    window.addEventListener("pointermove", end); // there is none during a drag: it ended without a word
    window.addEventListener("keydown", cancel);
    return () => {
      window.removeEventListener("dragenter", over);
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
      window.removeEventListener("dragend", end);
      window.removeEventListener("pointermove", end);
      window.removeEventListener("keydown", cancel);
    };
  }, [onDrag]);
}

const GRAPH = "[aria-label='Provenance graph']";

/** The graph of a tab opens, the library imports, what is marked as a place for one of both does that; all else asks. */
function placeAt({ target }: DragEvent): Pick<FileDrag, "place" | "frame"> {
  const at = target instanceof Element ? target : null;
  const marked = at?.closest<HTMLElement>("[data-drop]");
  if (marked)
    return {
      place: marked.dataset.drop === "import" ? "import" : "open",
      frame: marked.getBoundingClientRect(),
    };
  const source = at?.closest("main.source-main");
  if (source && activeTab()?.summary?.isEditable)
    return { place: "import", frame: source.getBoundingClientRect() };
  const graph = at?.closest(GRAPH);
  if (graph) return { place: "open", frame: graph.getBoundingClientRect() };
  return { place: "ask", frame: { left: 0, top: 0, width: window.innerWidth, height: window.innerHeight } };
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") === true;
}

/** While a dialog is open the rest of the window takes nothing, and so it takes no files. */
function isOpenTo({ target }: DragEvent): boolean {
  return !isDialogOpen() || (target instanceof Element && target.closest("[data-drop]") !== null);
}
