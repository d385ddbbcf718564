import { FileInput, FileQuestionMark, LibraryBig } from "lucide-react";
import { useState } from "react";
import { countOf } from "../../components/number-text.ts";
import { type DropPlace, type FileDrag, useFileDrag } from "./use-file-drag.ts";
import "./DropTarget.css";

/** Over the window while files are dragged: says what dropping them here does. The window's own drags pass below. */
export function DropTarget() {
  const [drag, setDrag] = useState<FileDrag | null>(null);
  useFileDrag(setDrag);
  if (!drag) return null;
  const { icon: Icon, text, note } = WORDS[drag.place];
  const { left, top, width, height } = drag.frame;
  return (
    <div className="drop-target" role="status">
      <div className="drop-target-frame" style={{ left, top, width, height }} />
      <div className="drop-target-box">
        <Icon size={32} aria-hidden="true" />
        <p className="drop-target-text">{text(drag.count)}</p>
        <p className="drop-target-note">{note} Escape cancels.</p>
      </div>
    </div>
  );
}

const WORDS: Record<DropPlace, { icon: typeof FileInput; text: (count: number) => string; note: string }> = {
  open: {
    icon: FileInput,
    text: (count) => (count > 1 ? `Drop to open ${count} files in new tabs` : "Drop to open in a new tab"),
    note: "Archives, unpacked archives, folders of them. Elsewhere you are asked.",
  },
  import: {
    icon: LibraryBig,
    text: (count) =>
      count > 1 ? `Drop to import ${countOf(count, "file")}` : "Drop to import into the library",
    note: "You see what merging would do before anything is written.",
  },
  ask: {
    icon: FileQuestionMark,
    text: () => "Drop, then choose: open or import",
    note: "On the graph of a tab files open at once, on the library they are imported.",
  },
};
