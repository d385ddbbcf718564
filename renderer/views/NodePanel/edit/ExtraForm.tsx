import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef } from "react";
import { AppError } from "../../../../shared/ipc/errors.ts";
import { indentedJson } from "../../../../shared/json/stored-json.ts";
import { escapeLine } from "../../../../shared/text/escape.ts";
import { FieldError } from "../../../components/FieldError.tsx";
import { useSaving } from "../../../components/use-saving.ts";
import { editLibrary, type LibraryEdit } from "../../../queries/library-edits.ts";
import { useDraft } from "../../../state/drafts.ts";
import { useSourceId } from "../../../state/source-view.ts";
import "./edit.css";

interface ExtraFormProps {
  nodeId: number;
  /** The key of the extra; undefined for a new one. */
  extraKey: string | undefined;
  valueText: string;
  /** Keys that are taken. */
  keys: ReadonlySet<string>;
  onEnd: () => void;
}

/** Key and value of one extra. The value is JSON; what is wrong with it is said below it, and the cursor goes there. */
export function ExtraForm({ nodeId, extraKey, valueText, keys, onEnd }: ExtraFormProps) {
  const sourceId = useSourceId();
  const [{ key, value }, setDraft, forget] = useDraft(
    `${sourceId} ${nodeId} extra ${extraKey ?? ""}`,
    () => ({
      key: extraKey ?? "",
      value: indentedJson(valueText) ?? valueText,
    }),
  );
  const { isSaving, error, save } = useSaving();
  const keyField = useRef<HTMLInputElement>(null);
  const valueField = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => (extraKey === undefined ? keyField : valueField).current?.focus(), [extraKey]);
  useEffect(() => goToError(valueField.current, error), [error]);
  const end = () => {
    forget();
    onEnd();
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const isDone = await save(async () => {
      if (key !== extraKey && keys.has(key)) {
        const message = `There is an extra “${escapeLine(key)}” already. Choose another key, or edit that one.`;
        throw new AppError("import/validation", message, { key });
      }
      const nodeIds = [nodeId];
      const edits: LibraryEdit[] = [
        ...(extraKey === undefined || extraKey === key
          ? []
          : [{ kind: "extra-rename" as const, nodeIds, from: extraKey, to: key }]),
        { kind: "extra-set", nodeIds, key, valueText: value },
      ];
      await editLibrary(sourceId, extraKey === undefined ? "add extra" : "edit extra", edits);
    });
    if (isDone) end();
  };
  const isOfKey = error?.details.key !== undefined || error?.message.includes("key") === true;
  return (
    <form
      className="edit-form"
      aria-label={extraKey === undefined ? "New extra" : "Edit extra"}
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => formKeys(event, () => void submit(), end)}
    >
      <label className="edit-label">
        Key
        <input
          ref={keyField}
          className="text-input edit-field"
          value={key}
          aria-describedby={`${id}error`}
          aria-invalid={isOfKey}
          spellCheck={false}
          onChange={({ target }) => setDraft({ key: target.value, value })}
        />
      </label>
      <label className="edit-label">
        Value, as JSON
        <textarea
          ref={valueField}
          className="text-input edit-field mono"
          rows={6}
          value={value}
          placeholder={'1.5, "text", true, [1, 2], {"a": null}'}
          aria-describedby={`${id}error`}
          aria-invalid={error !== null && !isOfKey}
          spellCheck={false}
          onChange={({ target }) => setDraft({ key, value: target.value })}
        />
      </label>
      <FieldError id={`${id}error`} error={error} />
      <EditButtons isSaving={isSaving} onEnd={end} />
    </form>
  );
}

/** All extras of a node as one JSON object. */
export function ExtrasForm({ nodeId, text, onEnd }: { nodeId: number; text: string; onEnd: () => void }) {
  const sourceId = useSourceId();
  const [{ before, value }, setDraft, forget] = useDraft(`${sourceId} ${nodeId} extras`, () => ({
    before: text, // what is edited, whatever comes meanwhile
    value: indentedJson(text) ?? text,
  }));
  const { isSaving, error, save } = useSaving();
  const field = useRef<HTMLTextAreaElement>(null);
  const errorId = useId();
  useEffect(() => field.current?.focus(), []);
  useEffect(() => goToError(field.current, error), [error]);
  const end = () => {
    forget();
    onEnd();
  };
  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    const edit: LibraryEdit = { kind: "extras-set", nodeIds: [nodeId], text: value, before };
    if (await save(() => editLibrary(sourceId, "edit extras", [edit]))) end();
  };
  return (
    <form
      className="edit-form"
      aria-label="Edit extras"
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => formKeys(event, () => void submit(), end)}
    >
      <label className="edit-label">
        All extras, as one JSON object
        <textarea
          ref={field}
          className="text-input edit-field mono"
          rows={16}
          value={value}
          aria-describedby={errorId}
          aria-invalid={error !== null}
          spellCheck={false}
          onChange={({ target }) => setDraft({ before, value: target.value })}
        />
      </label>
      <FieldError id={errorId} error={error} />
      <EditButtons isSaving={isSaving} onEnd={end} />
    </form>
  );
}

function EditButtons({ isSaving, onEnd }: { isSaving: boolean; onEnd: () => void }) {
  return (
    <div className="edit-buttons">
      <button type="submit" className="button" title="Save (Ctrl+Enter)" disabled={isSaving}>
        Save
      </button>
      <button type="button" className="button" title="Cancel (Escape)" onClick={onEnd}>
        Cancel
      </button>
    </div>
  );
}

function formKeys(event: KeyboardEvent, onSave: () => void, onEnd: () => void): void {
  const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (event.nativeEvent.isComposing || (!saves && event.key !== "Escape")) return;
  event.preventDefault();
  event.stopPropagation();
  if (saves) onSave();
  else onEnd();
}

function goToError(field: HTMLTextAreaElement | null, error: AppError | null): void {
  const offset = error?.details.offset;
  if (!field || typeof offset !== "number") return;
  field.focus();
  field.setSelectionRange(offset, offset);
}
