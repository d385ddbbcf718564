import { useId, useState } from "react";
import { escapeLine } from "../../../shared/text/escape.ts";
import { FieldError } from "../../components/FieldError.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import { useSaving } from "../../components/use-saving.ts";
import { useGroups } from "../../queries/basket.ts";
import { editLibrary } from "../../queries/library-edits.ts";
import type { GroupRequest } from "../../state/group-request.ts";
import { notify } from "../../state/notices.ts";
import { viewActions } from "../../state/source-view.ts";
import { DialogButtons } from "./DialogButtons.tsx";

const FIND_FROM = 10; // with more groups than this they can be searched
const SHOWN = 200; // groups listed at once; the field above finds the others

interface AddToGroupProps {
  request: Extract<GroupRequest, { dialog: "add" }>;
  onClose: () => void;
}

/** Put nodes into a group that is there, or into a new one. */
export function AddToGroup({ request: { sourceId, nodeIds }, onClose }: AddToGroupProps) {
  const groups = useGroups().data;
  const [chosen, setChosen] = useState<string | null>(null); // null: a new one
  const [label, setLabel] = useState("");
  const [wanted, setWanted] = useState("");
  const { isSaving, error, save, clearError } = useSaving();
  const id = useId();
  const text = wanted.trim().toLowerCase();
  const found = (groups ?? [])
    .filter((group) => group.label.toLowerCase().includes(text))
    .toSorted((one, other) => one.label.localeCompare(other.label));
  const choose = (uuid: string | null) => {
    setChosen(uuid);
    clearError();
  };
  const submit = async () => {
    const ids = Int32Array.from(nodeIds);
    const name = groups?.find(({ uuid }) => uuid === chosen)?.label ?? label;
    const isDone = await save(async () => {
      const { changed } =
        chosen === null
          ? await editLibrary(sourceId, "new group", [
              { kind: "group-create", label, description: "", nodeIds: ids },
            ])
          : await editLibrary(sourceId, `add ${countOf(ids.length, "node")} to group`, [
              { kind: "group-add", group: chosen, nodeIds: ids },
            ]);
      const count = chosen === null ? ids.length : changed;
      if (count === 0)
        notify(`The group “${escapeLine(name)}” has ${ids.length === 1 ? "it" : "all of them"} already.`);
      else
        viewActions(sourceId).offerUndo(
          `${countOf(count, "node")} added to the group “${escapeLine(name)}”.`,
        );
    });
    if (isDone) onClose();
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
        <legend>{countOf(nodeIds.length, "node")} to go into</legend>
        <div className="group-choice">
          <input
            type="radio"
            id={`${id}new`}
            name={`${id}group`}
            checked={chosen === null}
            onChange={() => choose(null)}
          />
          <label htmlFor={`${id}new`}>New group</label>
          <input
            className="text-input"
            aria-label="Label of the new group"
            placeholder="Label"
            value={label}
            aria-describedby={`${id}error`}
            aria-invalid={error !== null}
            data-first-focus=""
            onFocus={() => choose(null)}
            onChange={({ target }) => setLabel(target.value)}
          />
        </div>
        {groups && groups.length > FIND_FROM && (
          <input
            type="search"
            className="text-input"
            aria-label="Find a group"
            placeholder={`Find among ${formatCount(groups.length)} groups`}
            value={wanted}
            onChange={({ target }) => setWanted(target.value)}
          />
        )}
        <ul className="group-list">
          {found.slice(0, SHOWN).map((group) => (
            <li key={group.uuid} className="group-choice">
              <input
                type="radio"
                id={`${id}${group.uuid}`}
                name={`${id}group`}
                checked={chosen === group.uuid}
                onChange={() => choose(group.uuid)}
              />
              <label
                className="group-choice-label"
                htmlFor={`${id}${group.uuid}`}
                title={escapeLine(group.label)}
              >
                {escapeLine(group.label)}
              </label>
              <span className="group-choice-note">
                {group.typeString === "core" ? "" : `${escapeLine(group.typeString)} · `}
                {countOf(group.nodes, "node")}
              </span>
            </li>
          ))}
        </ul>
        {found.length > SHOWN && (
          <p className="group-note">{formatCount(found.length - SHOWN)} more; find them by their label.</p>
        )}
      </fieldset>
      <FieldError id={`${id}error`} error={error} />
      <DialogButtons label="Add" isOff={isSaving} onCancel={onClose} />
    </form>
  );
}
