import { FileInput } from "lucide-react";
import { useEffect, useState } from "react";
import { notify } from "../../state/notices.ts";
import "./DropTarget.css";

/** Over the whole window while files are dragged: says what dropping them does. The window's own drags pass below. */
export function DropTarget() {
  const [count, setCount] = useState(0);
  useFileDrag(setCount);
  if (count === 0) return null;
  return (
    <div className="drop-target" role="status">
      <div className="drop-target-box">
        <FileInput size={32} aria-hidden="true" />
        <p className="drop-target-text">
          {count > 1 ? `Drop to open ${count} files in new tabs` : "Drop to open in a new tab"}
        </p>
        <p className="drop-target-note">Archives and unpacked archive folders. Escape cancels.</p>
      </div>
    </div>
  );
}

/**
 * Follow files that are dragged over the window, and open what is dropped; their paths never pass through the page.
 * `onCount` gets how many are over the window, 0 when they have left.
 */
function useFileDrag(onCount: (count: number) => void): void {
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (event.defaultPrevented) return; // a part of the window takes it
      event.preventDefault(); // else the page would show the file
      if (event.dataTransfer) event.dataTransfer.dropEffect = holdsFiles(event) ? "copy" : "none";
      if (holdsFiles(event)) onCount(Math.max(1, event.dataTransfer?.items.length ?? 1));
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) onCount(0); // out of the window, not onto another part of it
    };
    const drop = (event: DragEvent) => {
      onCount(0);
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (holdsFiles(event)) void openDropped([...(event.dataTransfer?.files ?? [])]);
    };
    const cancel = (event: KeyboardEvent) => {
      if (event.key === "Escape") onCount(0);
    };
    const end = () => onCount(0);
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
  }, [onCount]);
}

function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") === true;
}

/** Files without a path come out of another program, not from a folder: they cannot be opened where they are. */
async function openDropped(files: readonly File[]): Promise<void> {
  const opened = await window.stemma.openDropped(files);
  const lost = files.length - opened;
  if (files.length === 0) notify("What was dropped is no file.");
  else if (lost > 0)
    notify(
      lost === 1 && files.length === 1
        ? "That file is not in a folder of this computer. Save it first, then open it."
        : `${lost} of ${files.length} files are not in a folder of this computer. Save them first, then open them.`,
      { stays: true },
    );
}
