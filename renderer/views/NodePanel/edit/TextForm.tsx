import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { FieldError } from "../../../components/FieldError.tsx";
import { useSaving } from "../../../components/use-saving.ts";
import "./edit.css";

interface TextFormProps {
  /** Accessible name of the field. */
  name: string;
  text: string;
  /** A text of several lines: Enter breaks them, Ctrl+Enter saves. */
  isLong?: boolean;
  /** Leaving the field saves as well, as a name edited in its place does. */
  savesOnLeave?: boolean;
  /** On the button that saves. */
  saveLabel?: string;
  /** Throws what the person is told. */
  onSave: (text: string) => Promise<unknown>;
  onEnd: () => void;
}

/** A text edited in its place: Enter saves, Escape leaves it as it was. What is wrong with it is said below. */
export function TextForm({
  name,
  text: before,
  isLong,
  savesOnLeave,
  saveLabel,
  onSave,
  onEnd,
}: TextFormProps) {
  const [text, setText] = useState(before);
  const { isSaving, error, save } = useSaving();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const isOver = useRef(false); // Escape takes the field away, and that makes it lose the focus
  const errorId = useId();
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    field.current?.form?.scrollIntoView({ block: "nearest" }); // the buttons, too
  }, []);
  const end = () => {
    isOver.current = true;
    onEnd();
  };
  const submit = async () => {
    if (isOver.current || isSaving) return;
    if (text === before || (await save(() => onSave(text)))) end();
    else field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const saves = event.key === "Enter" && (!isLong || event.ctrlKey || event.metaKey);
    if (event.nativeEvent.isComposing || (!saves && event.key !== "Escape")) return;
    event.preventDefault();
    event.stopPropagation();
    if (saves) void submit();
    else end();
  };
  const common = {
    ref: field,
    className: "text-input edit-field",
    "aria-label": name,
    placeholder: name,
    "aria-describedby": errorId,
    "aria-invalid": error !== null,
    value: text,
    onKeyDown,
    onChange: ({ target }: { target: { value: string } }) => setText(target.value),
    onBlur: savesOnLeave ? () => void submit() : undefined,
  };
  const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault(); // or leaving the field would save
  return (
    <form
      className="edit-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isLong ? <textarea rows={4} {...common} /> : <input {...common} />}
      <FieldError id={errorId} error={error} />
      <div className="edit-buttons">
        <button type="submit" className="button" disabled={isSaving} onMouseDown={keepFocus}>
          {saveLabel ?? "Save"}
        </button>
        <button type="button" className="button" onMouseDown={keepFocus} onClick={end}>
          Cancel
        </button>
      </div>
    </form>
  );
}
