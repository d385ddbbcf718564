import { FileInput, LibraryBig } from "lucide-react";
import type { ComponentType } from "react";
import type { Dropped } from "../../../shared/ipc/host-contract.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import { host } from "../../ipc/host.ts";
import { askAboutDrop, useDropRequest } from "../../state/drop-request.ts";
import "./DropChoice.css";

/** After a drop that may mean either: open the files, or bring them into the library. */
export function DropChoice() {
  const dropped = useDropRequest((state) => state.dropped);
  const answer = (call: "dropped.open" | "dropped.import" | "dropped.leave") => {
    if (dropped) void host(call, { token: dropped.token });
    askAboutDrop(null);
  };
  const close = () => answer("dropped.leave");
  return (
    <Dialog title="Open or import?" isOpen={dropped !== null} onClose={close} className="drop-choice">
      {dropped && (
        <>
          <DroppedNames dropped={dropped} />
          <div className="drop-choice-ways">
            <Way
              icon={FileInput}
              label="Open"
              isFirst
              note={
                dropped.count === 1
                  ? "Look at it in a tab of its own. Nothing is changed."
                  : `Look at each in a tab of its own: ${countOf(dropped.count, "tab")}. Nothing is changed.`
              }
              onClick={() => answer("dropped.open")}
            />
            <Way
              icon={LibraryBig}
              label="Import into library"
              note="See what merging would do, then collect it with all others."
              onClick={() => answer("dropped.import")}
            />
          </div>
          <div className="drop-choice-buttons">
            <button type="button" className="button" onClick={close}>
              Cancel
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

interface WayProps {
  icon: ComponentType<{ size: number; "aria-hidden": "true" }>;
  label: string;
  note: string;
  isFirst?: boolean;
  onClick: () => void;
}

function Way({ icon: Icon, label, note, isFirst = false, onClick }: WayProps) {
  const noteId = `drop-choice-${label.replaceAll(" ", "-")}`;
  return (
    <div className="drop-choice-way">
      <Icon size={22} aria-hidden="true" />
      <button
        type="button"
        className="drop-choice-button"
        aria-describedby={noteId}
        data-first-focus={isFirst || undefined}
        onClick={onClick}
      >
        {label}
      </button>
      <p id={noteId} className="drop-choice-note">
        {note}
      </p>
    </div>
  );
}

function DroppedNames({ dropped: { names, count, folders } }: { dropped: Dropped }) {
  const more = count - names.length;
  return (
    <>
      {folders.map(({ name, archives, isAll }) => (
        <p key={name} className="drop-choice-folder">
          The folder “{name}” holds {countOf(archives, "archive")}
          {isAll ? "." : "; it is too large, or not open enough, to be looked through to its end."}
        </p>
      ))}
      <ul className="drop-choice-names" aria-label="Dropped files">
        {names.map((name, position) => (
          // oxlint-disable-next-line react/no-array-index-key -- two files may have one name, and the list never changes
          <li key={position}>{name}</li>
        ))}
        {more > 0 && <li className="drop-choice-more">and {formatCount(more)} more</li>}
      </ul>
    </>
  );
}
