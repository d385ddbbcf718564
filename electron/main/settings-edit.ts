import { applyEdits, createScanner, type Edit, type Node } from "jsonc-parser";
import type { Settings } from "../../shared/model/settings.ts";
import {
  allowedText,
  entryOf,
  SETTING_GROUPS,
  SETTINGS_LIST,
  type SettingEntry,
  type SettingValue,
  settingValue,
} from "../../shared/text/settings-list.ts";
import { settingsTree, valueAt } from "../ipc/settings-text.ts";

const INDENT = "  ";
const COMMENT_WIDTH = 110; // columns that a comment takes before it goes on in the next line

const HEADER = [
  "Settings of Stemma. The page Settings (Ctrl+,) shows and changes the same. What is written here by hand takes effect at",
  "once; comments, order and keys that Stemma does not know stay as they are.",
];

// `SyntaxKind` of jsonc-parser is a const enum, which cannot be imported under isolated modules.
const TOKEN = { comma: 5, lineComment: 12, blockComment: 13, lineBreak: 14, trivia: 15 } as const;

/** A whole file for these settings: every key with a comment that says what it does, its default and what it takes. */
export function newSettingsText(settings: Settings): string {
  const keys = [...new Set(SETTINGS_LIST.map(({ key }) => key.split(".")[0]!))]; // split gives one part at least
  const body = keys.map((key) => blockOf(settings, key, INDENT, "\n")).join(",\n\n");
  return `${HEADER.map((line) => `// ${line}\n`).join("")}{\n${body}\n}\n`;
}

/**
 * The text of the file with the settings changed where they differ; everything else stays as it is, to the byte. The text
 * must be right (`readSettingsText`), or empty.
 */
export function changeSettingsText(text: string, before: Settings, after: Settings): string {
  if (text.trim() === "") return newSettingsText(after);
  let changed = text;
  for (const entry of SETTINGS_LIST) {
    const value = settingValue(after, entry.key);
    if (settingValue(before, entry.key) !== value) changed = setValue(changed, entry, value, after);
  }
  return changed;
}

function setValue(text: string, entry: SettingEntry, value: SettingValue, settings: Settings): string {
  const root = settingsTree(text);
  if (!root) return `${text.trimEnd()}\n\n${newSettingsText(settings)}`; // comments alone
  const [group = "", name] = entry.key.split(".");
  const replace = (node: Node, content: string) =>
    applyEdits(text, [{ offset: node.offset, length: node.length, content }]);
  const present = valueAt(root, entry.key);
  if (present) return replace(present, JSON.stringify(value));
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const outer = name === undefined ? root : valueAt(root, group);
  if (outer === undefined) return insert(text, root, blockOf(settings, group, INDENT, eol), eol);
  if (outer.type !== "object") return replace(outer, valuesOf(settings, group, INDENT, eol));
  const indent = name === undefined ? INDENT : INDENT + INDENT;
  return insert(text, outer, lineOf(entry, value, indent, eol), eol);
}

/** Put a property behind the last one of an object, and behind the comment that stands in the same line. */
function insert(text: string, object: Node, property: string, eol: string): string {
  const last = object.children?.at(-1);
  const edits: Edit[] = [];
  if (!last) {
    edits.push({ offset: object.offset + 1, length: 0, content: `${eol}${property}${eol}` });
  } else {
    const end = last.offset + last.length;
    const { hasComma, lineEnd } = restOfLine(text, end);
    if (!hasComma) edits.push({ offset: end, length: 0, content: "," });
    edits.push({ offset: lineEnd, length: 0, content: eol + property + (hasComma ? "," : "") });
  }
  return applyEdits(text, edits);
}

/** What follows a value in its line: whether a comma, and where the comments of the line end. */
function restOfLine(text: string, from: number): { hasComma: boolean; lineEnd: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let hasComma = false;
  let lineEnd = from;
  let isSameLine = true;
  for (;;) {
    const token: number = scanner.scan();
    if (token === TOKEN.comma) hasComma = true;
    else if (token === TOKEN.lineBreak) isSameLine = false;
    else if (token !== TOKEN.trivia && token !== TOKEN.lineComment && token !== TOKEN.blockComment) break;
    const end = scanner.getTokenOffset() + scanner.getTokenLength();
    if (token === TOKEN.comma || (isSameLine && token !== TOKEN.trivia)) lineEnd = end;
  }
  return { hasComma, lineEnd };
}

/** A key of the outermost level with its comment, and all that it holds. */
function blockOf(settings: Settings, group: string, indent: string, eol: string): string {
  const entry = entryOf(group);
  if (entry) return lineOf(entry, settingValue(settings, group), indent, eol);
  const comment = commented([SETTING_GROUPS[group] ?? ""], indent, eol);
  return `${comment}${indent}${JSON.stringify(group)}: ${valuesOf(settings, group, indent, eol)}`;
}

function valuesOf(settings: Settings, group: string, indent: string, eol: string): string {
  const lines = SETTINGS_LIST.filter(({ key }) => key.startsWith(`${group}.`)).map((entry) =>
    lineOf(entry, settingValue(settings, entry.key), indent + INDENT, eol),
  );
  return `{${eol}${lines.join(`,${eol}`)}${eol}${indent}}`;
}

function lineOf(entry: SettingEntry, value: SettingValue, indent: string, eol: string): string {
  const name = entry.key.split(".").at(-1);
  const isNamed = entry.label === name; // a rule's label is its key
  const said = [
    isNamed ? entry.description : `${entry.label}. ${entry.description}`,
    `Default: ${JSON.stringify(entry.default)}. Allowed: ${allowedText(entry)}.`,
  ];
  return `${commented(said, indent, eol)}${indent}${JSON.stringify(name)}: ${JSON.stringify(value)}`;
}

/** Sentences as a comment above a key, broken into lines between words. */
function commented(sentences: readonly string[], indent: string, eol: string): string {
  let text = "";
  for (const sentence of sentences) {
    let line = "";
    for (const word of sentence.split(" ")) {
      if (line !== "" && line.length + word.length > COMMENT_WIDTH) {
        text += `${indent}// ${line}${eol}`;
        line = "";
      }
      line += line === "" ? word : ` ${word}`;
    }
    text += `${indent}// ${line}${eol}`;
  }
  return text;
}
