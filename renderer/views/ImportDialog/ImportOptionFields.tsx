import { useId } from "react";
import type { ImportOptions } from "./import-calls.ts";

interface ImportOptionFieldsProps {
  options: ImportOptions;
  onChange: (change: Partial<ImportOptions>) => void;
}

const EXTRAS = [
  ["none", "stay as they are"],
  ["keep_existing", "get what they lack"],
  ["update_existing", "get what they lack and take over what differs"],
  ["mirror", "become the file’s"],
] as const;
const COMMENTS = [
  ["leave", "stay as they are"],
  ["newest", "take over what is newer"],
  ["overwrite", "become the file’s"],
] as const;
const GROUPS = [
  ["new", "go into a new group"],
  ["none", "go into no group"],
  ["named", "go into the group …"],
] as const;

/** How the files are merged with what the library has. */
export function ImportOptionFields({ options, onChange }: ImportOptionFieldsProps) {
  const { group } = options;
  const name = typeof group === "object" ? group.name : "";
  const nameId = useId();
  return (
    <fieldset className="import-options">
      <legend className="section-heading">Options</legend>
      <Choice
        label="Extras of nodes that are there"
        value={options.existingExtras}
        choices={EXTRAS}
        onChange={(existingExtras) => onChange({ existingExtras })}
      />
      <Choice
        label="Comments that are there"
        value={options.comments}
        choices={COMMENTS}
        onChange={(comments) => onChange({ comments })}
      />
      <Choice
        label="All nodes of a file"
        value={typeof group === "object" ? "named" : group}
        choices={GROUPS}
        onChange={(choice) => onChange({ group: choice === "named" ? { name: "imported" } : choice })}
      />
      {typeof group === "object" && (
        <div className="import-option">
          <label htmlFor={nameId}>Label of the group</label>
          <input
            id={nameId}
            className="text-input"
            required
            maxLength={255}
            value={name}
            onChange={({ target }) => onChange({ group: { name: target.value } })}
          />
        </div>
      )}
      <Tick
        label="Take over extras of new nodes"
        isOn={options.keepsNewExtras}
        onChange={(keepsNewExtras) => onChange({ keepsNewExtras })}
      />
      <Tick
        label="Take over how users reach computers"
        isOn={options.includeAuthinfos}
        onChange={(includeAuthinfos) => onChange({ includeAuthinfos })}
      />
    </fieldset>
  );
}

function Choice<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: ReadonlyArray<readonly [T, string]>;
  onChange: (value: T) => void;
}) {
  const id = useId();
  return (
    <div className="import-option">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="text-input"
        value={value}
        onChange={({ target }) => {
          const chosen = choices.find(([one]) => one === target.value);
          if (chosen) onChange(chosen[0]);
        }}
      >
        {choices.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function Tick({
  label,
  isOn,
  onChange,
}: {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="import-tick">
      <input type="checkbox" id={id} checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
