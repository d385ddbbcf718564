import { useId } from "react";
import type { Choice as Option } from "./option-words.ts";

interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  choices: readonly Option<T>[];
  isWarning?: boolean;
  onChange: (value: T) => void;
}

/** One of a few, with a line below that says what it does. */
export function Choice<T extends string>({
  label,
  value,
  choices,
  isWarning = false,
  onChange,
}: ChoiceProps<T>) {
  const id = useId();
  const noteId = useId();
  const note = choices.find(([one]) => one === value)?.[2];
  return (
    <div className="import-option">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="text-input"
        value={value}
        aria-describedby={noteId}
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
      <p id={noteId} className={isWarning ? "import-note is-warning" : "import-note"}>
        {note}
      </p>
    </div>
  );
}

interface TickProps {
  label: string;
  note?: string;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Something that is taken or not. */
export function Tick({ label, note, isOn, onChange }: TickProps) {
  const id = useId();
  const noteId = useId();
  return (
    <div className="import-tick">
      <input
        type="checkbox"
        id={id}
        checked={isOn}
        aria-describedby={note ? noteId : undefined}
        onChange={({ target }) => onChange(target.checked)}
      />
      <label htmlFor={id}>{label}</label>
      {note && (
        <p id={noteId} className="import-note">
          {note}
        </p>
      )}
    </div>
  );
}
