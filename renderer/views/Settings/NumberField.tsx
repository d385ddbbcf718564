import { useEffect, useEffectEvent, useId, useState } from "react";
import type { NumberEntry } from "../../../shared/text/settings-list.ts";
import { fieldText, readField, withUnit } from "./number-texts.ts";

const SAVE_AFTER_MS = 600; // typing "150" passes 1 and 15

interface NumberFieldProps {
  entry: NumberEntry;
  value: number;
  isFixed: boolean;
  describedBy: string;
  onChange: (value: number) => void;
}

/** A number in its unit. It is saved when typing pauses; what cannot be saved is explained below and changes nothing. */
export function NumberField({ entry, value, isFixed, describedBy, onChange }: NumberFieldProps) {
  const stored = fieldText(entry, value);
  const [draft, setDraft] = useState<string | null>(null); // null: as stored
  const problemId = useId();
  const read = draft === null ? { value } : readField(entry, draft);
  const problem = "problem" in read ? read.problem : null;
  const save = () => {
    if (draft !== null && "value" in read && read.value !== value) onChange(read.value);
  };
  const saveLater = useEffectEvent(save);
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => saveLater(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => () => saveLater(), []); // the page is closed while a number waits to be saved
  const finish = () => {
    save();
    if (!problem) setDraft(null);
  };
  return (
    <div className="setting-number">
      <span className="setting-field">
        <input
          type="number"
          step={entry.scale === 1 ? entry.step : "any"}
          min={entry.scale === 1 ? entry.min : 0}
          max={entry.max / entry.scale}
          className="text-input number"
          aria-label={`${entry.label} (${entry.unit})`}
          aria-describedby={problem ? `${problemId} ${describedBy}` : describedBy}
          aria-invalid={problem !== null}
          disabled={isFixed}
          value={draft ?? stored}
          onChange={(event) => setDraft(event.target.validity.badInput ? "?" : event.target.value)}
          onBlur={finish}
          onKeyDown={(event) => event.key === "Enter" && finish()}
        />
        <span aria-hidden="true">{entry.unit}</span>
      </span>
      {problem && (
        <p id={problemId} role="alert" className="setting-problem">
          {`${problem} Nothing is saved: ${withUnit(entry, value)} holds.`}
        </p>
      )}
    </div>
  );
}
