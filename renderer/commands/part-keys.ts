/** A key that means something while one part of the window has the focus. */
export interface PartKey {
  id: string;
  /** `KeyboardEvent.key` of each key that does it; letters in lower case. */
  keys: readonly string[];
  /** Whether Shift must be held; of a sign that needs Shift on some keyboards, either. */
  shift?: boolean | "either";
  /** Whether Ctrl (⌘ on macOS) must be held. */
  control?: boolean;
  /** As people read it. */
  shown: string;
  does: string;
}

const MENU_KEYS = { id: "menu", keys: ["ContextMenu"], shown: "Menu", does: "open its menu" } as const;
const MENU_F10 = {
  id: "menu-f10",
  keys: ["F10"],
  shift: true,
  shown: "Shift+F10",
  does: "open its menu",
} as const;

/** The keys of the graph canvas: what `use-graph-keys.ts` obeys and the page of shortcuts lists. */
export const GRAPH_KEYS = [
  { id: "right", keys: ["ArrowRight"], shown: "→", does: "walk along an outgoing link" },
  { id: "left", keys: ["ArrowLeft"], shown: "←", does: "walk along an incoming link" },
  { id: "up", keys: ["ArrowUp"], shown: "↑", does: "go to the node above" },
  { id: "down", keys: ["ArrowDown"], shown: "↓", does: "go to the node below" },
  { id: "first", keys: ["Home"], shown: "Home", does: "go to the first node" },
  { id: "choose", keys: ["Enter"], shown: "Enter", does: "choose the node" },
  { id: "nothing", keys: ["Escape"], shown: "Escape", does: "choose nothing" },
  { id: "basket", keys: [" "], shown: "Space", does: "add to the basket, or take out" },
  {
    id: "expand",
    keys: ["e"],
    shift: "either",
    shown: "E",
    does: "expand: called processes, else neighbours",
  },
  { id: "collapse", keys: ["c"], shift: "either", shown: "C", does: "collapse" },
  { id: "zoom-in", keys: ["+", "="], shift: "either", shown: "+", does: "zoom in" },
  { id: "zoom-out", keys: ["-", "_"], shift: "either", shown: "−", does: "zoom out" },
  { id: "fit", keys: ["f"], shift: "either", shown: "F", does: "fit the whole graph" },
  { id: "pan-right", keys: ["ArrowRight"], shift: true, shown: "Shift+→", does: "move the view right" },
  { id: "pan-left", keys: ["ArrowLeft"], shift: true, shown: "Shift+←", does: "move the view left" },
  { id: "pan-up", keys: ["ArrowUp"], shift: true, shown: "Shift+↑", does: "move the view up" },
  { id: "pan-down", keys: ["ArrowDown"], shift: true, shown: "Shift+↓", does: "move the view down" },
  MENU_KEYS,
  MENU_F10,
] as const satisfies readonly PartKey[];

/** The keys of the table of nodes: what `use-table-selection.ts` obeys and the page of shortcuts lists. */
export const TABLE_KEYS = [
  { id: "down", keys: ["ArrowDown"], shift: "either", shown: "↓", does: "next row; with Shift mark it too" },
  {
    id: "up",
    keys: ["ArrowUp"],
    shift: "either",
    shown: "↑",
    does: "row before; from the first to the headings",
  },
  { id: "page-down", keys: ["PageDown"], shift: "either", shown: "Page Down", does: "a page down" },
  { id: "page-up", keys: ["PageUp"], shift: "either", shown: "Page Up", does: "a page up" },
  { id: "first", keys: ["Home"], shift: "either", shown: "Home", does: "first row" },
  { id: "last", keys: ["End"], shift: "either", shown: "End", does: "last row" },
  { id: "basket", keys: [" "], shown: "Space", does: "add to the basket, or take out" },
  { id: "graph", keys: ["Enter"], shown: "Enter", does: "show the node in the graph" },
  { id: "all", keys: ["a"], control: true, shown: "CmdOrCtrl+A", does: "mark all rows" },
  { id: "nothing", keys: ["Escape"], shown: "Escape", does: "mark nothing" },
] as const satisfies readonly PartKey[];

/** Keys that all lists and trees share, and the mouse: listed beside the others. */
export const FURTHER_KEYS: Readonly<Record<string, readonly (readonly [shown: string, does: string])[]>> = {
  "With the mouse in graph and table": [
    ["CmdOrCtrl+click", "mark one more, or one less"],
    ["Shift+click", "mark all rows up to this one"],
    ["Shift+drag", "mark the nodes in a box of the graph"],
    ["Right button", "menu of what is there"],
    ["Back, Forward buttons", "Back, Forward"],
  ],
  "In headings of the table": [
    ["← →", "heading before, next heading"],
    ["Enter", "sort by it, or turn the order"],
    ["↓", "back to the rows"],
  ],
  "In trees (outline, attributes, files)": [
    ["↑ ↓ Home End", "move"],
    ["→ ←", "open, close; go in, go out"],
    ["Enter, Space", "choose, or open and close"],
    ["Shift+F10, Menu", "menu of the item"],
  ],
  "In tabs": [
    ["← → Home End", "another tab"],
    ["Delete", "close the tab"],
    ["Middle button", "close the tab"],
    ["CmdOrCtrl+Shift+Page Up, Page Down", "move the tab to the left, to the right"],
  ],
  "In the tour": [
    ["Enter", "next step"],
    ["F6", "go to the window and back"],
    ["Escape", "leave the tour"],
  ],
  "In menus and dialogs": [
    ["↑ ↓ Home End", "move in a menu; letters go to what begins with them"],
    ["Enter, Space", "do it"],
    ["Escape", "close"],
    ["Tab, Shift+Tab", "next field, field before"],
  ],
};

/** Which of these keys a press is, by its id; null when it is none. */
export function partKeyOf<K extends PartKey>(
  keys: readonly K[],
  event: { key: string; shiftKey: boolean; ctrlKey: boolean; metaKey: boolean; altKey: boolean },
): K["id"] | null {
  if (event.altKey) return null;
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = keys.find(
    ({ keys, shift = false, control = false }) =>
      keys.includes(pressed) &&
      (shift === "either" || shift === event.shiftKey) &&
      control === (event.ctrlKey || event.metaKey),
  );
  return found?.id ?? null;
}
