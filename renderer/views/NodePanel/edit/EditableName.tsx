import { Pencil } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { runCommand } from "../../../commands/commands.ts";
import { titleWithKeys } from "../../../commands/keys.ts";
import { editLibrary } from "../../../queries/library-edits.ts";
import { editNode, useNodeEditing } from "../../../state/node-editing.ts";
import { useSourceId } from "../../../state/source-view.ts";
import { TextForm } from "./TextForm.tsx";

interface EditableNameProps {
  nodeId: number;
  what: "label" | "description";
  text: string;
  /** How it looks while nobody edits it. */
  children: ReactNode;
}

/** Label or description of a node of the library, with a button that edits it in its place. */
export function EditableName({ nodeId, what, text, children }: EditableNameProps) {
  const sourceId = useSourceId();
  const isEditing = useNodeEditing(sourceId, nodeId)?.what === what;
  const button = useRef<HTMLButtonElement>(null);
  if (isEditing) {
    const nodeIds = [nodeId];
    return (
      <TextForm
        name={what === "label" ? "Label" : "Description"}
        draftKey={`${sourceId} ${nodeId} ${what}`}
        text={text}
        isLong={what === "description"}
        savesOnLeave
        onSave={(value) =>
          editLibrary(sourceId, `edit ${what}`, [
            what === "label"
              ? { kind: "node-label", nodeIds, label: value }
              : { kind: "node-description", nodeIds, description: value },
          ])
        }
        onEnd={(isLeft) => {
          editNode(sourceId, nodeId, null);
          if (!isLeft) requestAnimationFrame(() => button.current?.focus()); // once it is there again
        }}
      />
    );
  }
  return (
    <div className="edit-row">
      {text === "" ? <p className="edit-none">No {what}</p> : children}
      <button
        ref={button}
        type="button"
        className="icon-button"
        aria-label={`Edit ${what}`}
        title={titleWithKeys(`Edit ${what}`, `edit-${what}`)}
        onClick={() => runCommand(`edit-${what}`, { nodeIds: [nodeId] })}
      >
        <Pencil size={12} />
      </button>
    </div>
  );
}
