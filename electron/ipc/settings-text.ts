import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import { DEFAULT_SETTINGS, type Settings } from "../../shared/model/settings.ts";
import {
  allowedText,
  isSettingRight,
  SETTING_GROUPS,
  SETTINGS_LIST,
  type SettingValue,
  withSetting,
} from "../../shared/text/settings-list.ts";

/** A place in the file that is not as it should be, with its line (from 1) and a sentence without the final stop. */
interface SettingsProblem {
  line: number;
  what: string;
}

/** What a settings file comes to. */
export interface ReadSettings {
  /** In force by the file; a key that is missing or wrong has its default. All defaults when the file is broken. */
  settings: Settings;
  /** It is no JSON with comments at all: nothing of it holds, and it must not be written over unseen. */
  broken: SettingsProblem | null;
  /** Keys with values that they do not take. */
  wrong: SettingsProblem[];
}

/** Read settings out of JSON with comments. Unknown keys are left alone; of a key that stands twice, the last counts. */
export function readSettingsText(text: string): ReadSettings {
  const deep = tooDeepAt(text);
  if (deep >= 0) {
    const what = "there are more brackets inside brackets than settings have";
    return { settings: DEFAULT_SETTINGS, broken: { line: lineOf(text, deep), what }, wrong: [] };
  }
  const errors: ParseError[] = [];
  const root = settingsTree(text, errors);
  const error = errors[0];
  if (error) {
    const what = `there is a mistake in the JSON here (${printParseErrorCode(error.error)})`;
    return { settings: DEFAULT_SETTINGS, broken: { line: lineOf(text, error.offset), what }, wrong: [] };
  }
  if (root && root.type !== "object") {
    const what = "the settings must stand between { and }";
    return { settings: DEFAULT_SETTINGS, broken: { line: lineOf(text, root.offset), what }, wrong: [] };
  }
  const wrong: SettingsProblem[] = [];
  let settings = DEFAULT_SETTINGS;
  for (const group of Object.keys(SETTING_GROUPS)) {
    const node = root && valueAt(root, group);
    if (node && node.type !== "object")
      wrong.push({
        line: lineOf(text, node.offset),
        what: `"${group}" must hold its values between { and }`,
      });
  }
  for (const entry of SETTINGS_LIST) {
    const node = root && valueAt(root, entry.key);
    if (!node) continue;
    if (isSettingRight(entry.key, node.value))
      settings = withSetting(settings, entry.key, node.value as SettingValue);
    else
      wrong.push({
        line: lineOf(text, node.offset),
        what: `"${entry.key.split(".").at(-1)}" must be ${allowedText(entry)}`,
      });
  }
  return { settings, broken: null, wrong };
}

/** Brackets inside brackets: ours need three, and some thousands would be too deep for the parser's stack. */
const MAX_DEPTH = 100;

/** Where brackets are nested deeper than settings ever are; -1 for nowhere. Those in strings and comments count too. */
function tooDeepAt(text: string): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === "{" || letter === "[") depth++;
    else if (letter === "}" || letter === "]") depth--;
    if (depth > MAX_DEPTH) return at;
  }
  return -1;
}

/** The text as a tree whose offsets are those of the text. A byte order mark, as some editors write it, is no mistake. */
export function settingsTree(text: string, errors: ParseError[] = []): Node | undefined {
  return parseTree(text.replace(/^\uFEFF/, " "), errors, {
    allowTrailingComma: true,
    allowEmptyContent: true,
  });
}

/** The node of a value by its key, parts joined by dots; undefined when it is not there. */
export function valueAt(root: Node, key: string): Node | undefined {
  let node: Node | undefined = root;
  for (const part of key.split(".")) node = node && propertyOf(node, part)?.children?.[1];
  return node;
}

/** The property of an object by its name: the last one, which is the one that counts. */
function propertyOf(object: Node, name: string): Node | undefined {
  return object.children?.findLast((property) => property.children?.[0]?.value === name);
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\r|\n/).length;
}
