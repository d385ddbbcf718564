import { AppError, type ErrorDetails } from "../../../shared/ipc/errors.ts";
import { laidOutJson, storedJson, type WrittenJson } from "../../../shared/json/stored-json.ts";
import { escapeLine } from "../../../shared/text/escape.ts";

/** Columns of labels are that long (`aiida/storage/psql_dos/models`). SQLite would take more, PostgreSQL does not. */
const MOST_LABEL = 255;

/** `import/validation`: what is wished is none that AiiDA would take, or not any more. Nothing is changed. */
export function refused(message: string, details: ErrorDetails = {}): AppError {
  return new AppError("import/validation", message, details);
}

/** `import/uniqueness`: another group has the label. */
export function labelTaken(label: string, typeString: string): AppError {
  return new AppError(
    "import/uniqueness",
    `There is a group “${escapeLine(label)}” of the type ${escapeLine(typeString)} already. Choose another label.`,
    { label, typeString },
  );
}

/** The label of a group: `aiida/orm/groups.py` wants one. */
export function requireGroupLabel(label: string): void {
  if (label.trim() === "") throw refused("A group needs a label. Give it one.");
  requireLabel(label);
}

/** A label that both of AiiDA's databases can keep. */
export function requireLabel(label: string): void {
  requireText(label, "label");
  const { length } = Array.from(label); // characters as PostgreSQL counts them
  if (length > MOST_LABEL)
    throw refused(`A label has at most ${MOST_LABEL} characters, this one ${length}. Shorten it.`);
}

/** A text that both of AiiDA's databases can keep. */
export function requireText(text: string, what: "label" | "description" | "comment"): void {
  if (/[\0\p{Surrogate}]/u.test(text))
    throw refused(`The ${what} holds a character that cannot be stored. Take it out.`);
}

export function requireComment(content: string): void {
  if (content.trim() === "") throw refused("A comment needs a text. Write one, or delete the comment.");
  requireText(content, "comment");
}

/** A key of extras: `aiida/orm/implementation/utils.py`, `validate_attribute_extra_key`. */
export function requireKey(key: string): void {
  if (key === "") throw refused("An extra needs a key. Give it one.");
  if (key.includes("."))
    throw refused("AiiDA allows no “.” in the key of an extra. Choose another key.", { key });
}

/** The text of a value as it is to be stored. */
export function requireValue(text: string): string {
  return requireJson(text, storedJson(text));
}

/** The layout of a text, every number as it stands. */
export function requireLaidOut(text: string): string {
  return requireJson(text, laidOutJson(text));
}

function requireJson(text: string, written: WrittenJson): string {
  if (written.ok) return written.text;
  const { offset, message } = written.problem;
  throw refusedAt(text, offset, message);
}

/** A text that is no JSON, with the place where it ceases to be. */
export function refusedAt(text: string, offset: number, message: string): AppError {
  const before = text.slice(0, offset).split("\n");
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  const quotes = /^\s*[A-Za-z_]\w*\s*$/.test(text) ? " Texts stand in double quotes." : "";
  return refused(`This is not JSON that AiiDA stores: line ${line}, column ${column}: ${message}.${quotes}`, {
    line,
    column,
    offset,
  });
}
