// Control characters (C0, DEL, C1: ANSI sequences begin with one), marks and overrides of writing direction, line and
// paragraph separators, the byte order mark, and what takes no room between letters: none of them may reach a terminal or a
// spreadsheet from a stranger's text. Joiners (U+200C, U+200D) stay: words of some languages are written with them.
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const UNSAFE_IN_BLOCK =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

/** Stored text made safe for one line of a terminal: unsafe characters are shown as `\n`, `\t`, `\x1b` or `\u202e`. */
export function escapeLine(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** Like `escapeLine`, for text of several lines: line feeds stay, `\r\n` becomes one, and a tab becomes blanks. */
export function escapeBlock(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll("\t", TAB).replace(UNSAFE_IN_BLOCK, escapeCharacter);
}

/** A tab moves the cursor, and is a control character like the others; in logs it stands between columns. */
const TAB = "    ";

function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  const code = character.charCodeAt(0);
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, "0")}`
    : `\\u${code.toString(16).padStart(4, "0")}`;
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * One cell of a CSV file (RFC 4180), safe in a spreadsheet: text that begins with `=`, `+`, `-` or `@` and is not a
 * number gets a leading apostrophe, so that it is never run as a formula. Unsafe characters are escaped.
 */
export function csvCell(value: string | number | null): string {
  if (value === null) return "";
  const text = escapeLine(String(value));
  const guarded = /^[=+\-@]/.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}
