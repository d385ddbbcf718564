import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { FieldError } from "../../components/FieldError.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import { useSaving } from "../../components/use-saving.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { editLibrary } from "../../queries/library-edits.ts";
import type { GroupRequest } from "../../state/group-request.ts";
import { viewActions } from "../../state/source-view.ts";
import { DialogButtons } from "./DialogButtons.tsx";

interface RemoveFromGroupProps {
  request: Extract<GroupRequest, { dialog: "remove" }>;
  onClose: () => void;
}

/** Take nodes out of groups that hold them. */
export function RemoveFromGroup({ request: { sourceId, nodeIds }, onClose }: RemoveFromGroupProps) {
  const groups = useQuery({
    // Not by the ids: there may be a million, and the dialog is asked anew each time it opens.
    queryKey: ["source", sourceId, "library.groupsOf", useId()],
    queryFn: ({ signal }) =>
      engineCall(sourceId, "library.groupsOf", { nodeIds: Int32Array.from(nodeIds) }, { signal }),
    gcTime: 0,
  });
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { isSaving, error, save } = useSaving();
  const id = useId();
  if (groups.error) return <ErrorNotice error={groups.error} />;
  if (!groups.data) return <p className="group-note">Looking for their groups…</p>;
  if (groups.data.length === 0) {
    return (
      <>
        <p>{nodeIds.length === 1 ? "This node is in no group." : "None of these nodes is in a group."}</p>
        <div className="group-buttons">
          <button type="button" className="button" onClick={onClose}>
            Close
          </button>
        </div>
      </>
    );
  }
  const wished = groups.data.length === 1 ? groups.data : groups.data.filter(({ uuid }) => ticked.has(uuid));
  const submit = async () => {
    const ids = Int32Array.from(nodeIds);
    const many = wished.length === 1 ? "group" : `${formatCount(wished.length)} groups`;
    const name = `remove ${countOf(ids.length, "node")} from ${many}`;
    const isDone = await save(() =>
      editLibrary(
        sourceId,
        name,
        wished.map(({ uuid }) => ({ kind: "group-remove", group: uuid, nodeIds: ids })),
      ),
    );
    if (!isDone) return;
    onClose();
    viewActions(sourceId).offerUndo(`Removed from ${many}.`);
  };
  return (
    <form
      className="group-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <fieldset className="group-choices">
        <legend>
          Groups that hold {nodeIds.length === 1 ? "it" : `any of the ${countOf(nodeIds.length, "node")}`}
        </legend>
        <ul className="group-list">
          {groups.data.map(({ uuid, label, typeString, nodes }) => (
            <li key={uuid} className="group-choice">
              <input
                type="checkbox"
                id={`${id}${uuid}`}
                checked={wished.some((group) => group.uuid === uuid)}
                disabled={groups.data.length === 1}
                onChange={({ target }) => {
                  const next = new Set(ticked);
                  if (target.checked) next.add(uuid);
                  else next.delete(uuid);
                  setTicked(next);
                }}
              />
              <label className="group-choice-label" htmlFor={`${id}${uuid}`} title={escapeLine(label)}>
                {escapeLine(label)}
              </label>
              <span className="group-choice-note">
                {[
                  typeString === "core" ? "" : escapeLine(typeString),
                  nodeIds.length > 1 ? `${formatCount(nodes)} of them` : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
        </ul>
      </fieldset>
      <p className="group-note">The nodes stay in the library.</p>
      <FieldError id={`${id}error`} error={error} />
      <DialogButtons label="Remove" isOff={isSaving || wished.length === 0} onCancel={onClose} />
    </form>
  );
}
