import { useId, useState } from "react";
import { FieldError } from "../../components/FieldError.tsx";
import { countOf } from "../../components/number-text.ts";
import { useSaving } from "../../components/use-saving.ts";
import { editLibrary, type LibraryEdit } from "../../queries/library-edits.ts";
import type { GroupRequest } from "../../state/group-request.ts";
import { DialogButtons } from "./DialogButtons.tsx";

interface GroupFormProps {
  request: Extract<GroupRequest, { dialog: "new" | "change" }>;
  onClose: () => void;
}

/** Label and description of a group: of a new one, or of one that is there. */
export function GroupForm({ request, onClose }: GroupFormProps) {
  const before = request.dialog === "change" ? request.group : { label: "", description: "" };
  const [label, setLabel] = useState(before.label);
  const [description, setDescription] = useState(before.description);
  const [takesNodes, setTakesNodes] = useState(request.dialog === "new" && request.takesNodes);
  const { isSaving, error, save } = useSaving();
  const id = useId();
  const submit = async () => {
    const { name, edits } = editsOf(request, label, description, takesNodes);
    if (edits.length === 0 || (await save(() => editLibrary(request.sourceId, name, edits)))) onClose();
  };
  const begins = request.dialog === "change" && request.field === "description" ? "description" : "label";
  return (
    <form
      className="group-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="group-field">
        <label htmlFor={`${id}label`}>Label</label>
        <input
          id={`${id}label`}
          className="text-input"
          value={label}
          aria-describedby={`${id}error`}
          aria-invalid={error !== null}
          data-first-focus={begins === "label" ? "" : undefined}
          onFocus={({ target }) => target.select()}
          onChange={({ target }) => setLabel(target.value)}
        />
        <FieldError id={`${id}error`} error={error} />
      </div>
      <div className="group-field">
        <label htmlFor={`${id}description`}>Description</label>
        <textarea
          id={`${id}description`}
          className="text-input"
          rows={3}
          value={description}
          data-first-focus={begins === "description" ? "" : undefined}
          onChange={({ target }) => setDescription(target.value)}
        />
      </div>
      {request.dialog === "new" && request.nodeIds.length > 0 && (
        <div className="group-choice">
          <input
            type="checkbox"
            id={`${id}nodes`}
            checked={takesNodes}
            onChange={({ target }) => setTakesNodes(target.checked)}
          />
          <label htmlFor={`${id}nodes`}>Put {countOf(request.nodeIds.length, "selected node")} into it</label>
        </div>
      )}
      <DialogButtons
        label={request.dialog === "new" ? "Make group" : "Save"}
        isOff={isSaving}
        onCancel={onClose}
      />
    </form>
  );
}

/** What has to be done, and what Undo calls it. */
function editsOf(
  request: GroupFormProps["request"],
  label: string,
  description: string,
  takesNodes: boolean,
): { name: string; edits: LibraryEdit[] } {
  if (request.dialog === "new") {
    const nodeIds = Int32Array.from(takesNodes ? request.nodeIds : []);
    return { name: "new group", edits: [{ kind: "group-create", label, description, nodeIds }] };
  }
  const { uuid: group, ...before } = request.group;
  const renames: LibraryEdit[] = label === before.label ? [] : [{ kind: "group-rename", group, label }];
  const describes: LibraryEdit[] =
    description === before.description ? [] : [{ kind: "group-describe", group, description }];
  return { name: renames.length > 0 ? "rename group" : "describe group", edits: [...renames, ...describes] };
}
