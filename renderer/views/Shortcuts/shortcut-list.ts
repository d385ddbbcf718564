import { COMMANDS, type Command, MENUS } from "../../../shared/model/commands.ts";
import { shownKeys } from "../../commands/keys.ts";
import { FURTHER_KEYS, GRAPH_KEYS, type PartKey, TABLE_KEYS } from "../../commands/part-keys.ts";

/** A heading of the page with its keys: as people read them, and what they do. */
export interface ShortcutGroup {
  heading: string;
  rows: readonly (readonly [keys: string, does: string])[];
}

const TEXT_KEYS = ["Z", "Shift+Z", "X", "C", "V", "A"].map((key) => `CmdOrCtrl+${key}`);
const TEXT_WORDS = ["undo typing", "redo typing", "cut", "copy", "paste", "select all of the text"];

/** Every key there is, out of the lists that the window obeys: of commands by menu, then of the parts. */
export function shortcutGroups(): ShortcutGroup[] {
  const menus = MENUS.map((menu) => ({
    heading: menu,
    rows: (COMMANDS as readonly Command[])
      .filter((command) => command.menu === menu && command.accelerator !== undefined)
      .map((command) => [keysOfCommand(command), command.label] as const),
  }));
  const further = Object.entries(FURTHER_KEYS).map(([heading, rows]) => ({
    heading,
    rows: rows.map(([keys, does]) => [shownKeys(keys), does] as const),
  }));
  return [
    ...menus,
    { heading: "In the graph", rows: partRows(GRAPH_KEYS) },
    { heading: "In the table", rows: partRows(TABLE_KEYS) },
    ...further,
    {
      heading: "In text fields",
      rows: TEXT_KEYS.map((keys, i) => [shownKeys(keys), TEXT_WORDS[i] ?? ""] as const),
    },
  ].filter(({ rows }) => rows.length > 0);
}

/** The groups with the rows that hold every typed word, in keys, words or heading. */
export function findShortcuts(groups: readonly ShortcutGroup[], text: string): ShortcutGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ heading, rows }) => ({
      heading,
      rows: rows.filter(([keys, does]) => {
        const all = `${heading} ${keys} ${does}`.toLowerCase();
        return words.every((word) => all.includes(word));
      }),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function keysOfCommand({ accelerator = "", also = [] }: Command): string {
  return [accelerator, ...also].map((keys) => shownKeys(keys)).join(", ");
}

/** Keys that do the same stand in one row. */
function partRows(keys: readonly PartKey[]): [string, string][] {
  const rows = new Map<string, string[]>();
  for (const { shown, does } of keys) rows.set(does, [...(rows.get(does) ?? []), shownKeys(shown)]);
  return [...rows].map(([does, shown]) => [shown.join(", "), does]);
}
