import { type FocusEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { AppError } from "../../../../shared/ipc/errors.ts";
import { FieldError } from "../../../components/FieldError.tsx";
import { useSaving } from "../../../components/use-saving.ts";
import { useDraft } from "../../../state/drafts.ts";
import { notify } from "../../../state/notices.ts";
import "./edit.css";

interface TextFormProps {
  /** Accessible name of the field. */
  name: string;
  /** Under which what was typed is kept while another node is looked at. */
  draftKey: string;
  text: string;
  /** A text of several lines: Enter breaks them, Ctrl+Enter saves. */
  isLong?: boolean;
  /** Leaving it saves as well, as a name edited in its place does. */
  savesOnLeave?: boolean;
  /** On the button that saves. */
  saveLabel?: string;
  /** Throws what the person is told. */
  onSave: (text: string) => Promise<unknown>;
  /** `isLeft`: the focus is somewhere else already. */
  onEnd: (isLeft: boolean) => void;
}

/** A text edited in its place: Enter saves, Escape leaves it as it was. What is wrong with it is said below. */
export function TextForm(props: TextFormProps) {
  const { name, draftKey, text: before, isLong, savesOnLeave, saveLabel, onSave, onEnd } = props;
  const [text, setText, forget] = useDraft(draftKey, () => before);
  const { isSaving, error, save } = useSaving();
  const field = useRef<HTMLTextAreaElement & HTMLInputElement>(null);
  const isOver = useRef(false); // Escape takes the field away, and that makes it lose the focus
  const errorId = useId();
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
    field.current?.form?.scrollIntoView({ block: "nearest" }); // the buttons, too
  }, []);
  const end = (isLeft = false) => {
    isOver.current = true;
    forget();
    onEnd(isLeft);
  };
  const submit = async (isLeft = false) => {
    if (isOver.current || isSaving) return;
    if (text === before) return end(isLeft);
    const isDone = await save(async () => {
      try {
        await onSave(text);
      } catch (error) {
        if (!field.current && error instanceof AppError) notify(error.message, { error }); // the form is gone
        throw error;
      }
    });
    if (isDone) end(isLeft);
    else if (!isLeft) field.current?.focus();
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
  };
  const onBlur = ({ currentTarget, relatedTarget }: FocusEvent) => {
    if (savesOnLeave && !currentTarget.contains(relatedTarget)) void submit(true);
  };
  return (
    <form
      className="edit-form"
      onBlur={onBlur}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {isLong ? <textarea rows={4} {...common} /> : <input {...common} />}
      <FieldError id={errorId} error={error} />
      <div className="edit-buttons">
        <button type="submit" className="button" disabled={isSaving}>
          {saveLabel ?? "Save"}
        </button>
        <button type="button" className="button" onClick={() => end()}>
          Cancel
        </button>
      </div>
    </form>
  );
}
