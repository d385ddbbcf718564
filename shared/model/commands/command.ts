/** The menus of the bar, from left to right. */
export const MENUS = ["File", "Edit", "View", "Graph", "Node", "Basket", "Window", "Help"] as const;

/** One action a person can take by menu, palette or key. */
export interface Command {
  id: string;
  /** What it does, understandable without its menu. */
  label: string;
  menu: (typeof MENUS)[number];
  /** The submenu that holds it, and what it is called there. */
  submenu?: readonly [name: string, label: string];
  /** Set off by a line from the one above it in its menu. */
  line?: boolean;
  /** Its key in Electron's notation. The page hears it; on macOS the menu bar does first. */
  accelerator?: string;
  /** Further keys that do the same; not shown in menus. */
  also?: readonly string[];
  /** A key without Ctrl or Alt that does the same while the graph has the focus. */
  keyInGraph?: string;
  /** Further words by which people look for it. */
  words?: string;
  /** Can be on or off, alone (check) or as one of a few (radio). */
  kind?: "check" | "radio";
  /** Needs an open source. */
  needsSource?: boolean;
  /** What to do first while no part of the window offers it: "show the graph first". */
  elsewhere?: string;
  /** Main carries it out itself. */
  host?: boolean;
  /** The system carries it out on the text at hand. */
  role?: "cut" | "copy" | "paste" | "selectAll";
}
