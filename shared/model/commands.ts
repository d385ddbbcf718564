/**
 * Every action a person can take by menu, palette or key, in one list. Main builds the menu bar from it, the renderer
 * the command palette and the shortcut page. `accelerator` is in Electron's notation; `inPage` keys are handled by the
 * renderer (they need the focused view), the others by the menu.
 */
export interface Command {
  id: string;
  label: string;
  menu: "File" | "Edit" | "View" | "Graph" | "Node" | "Basket" | "Help";
  accelerator?: string;
  /** Needs an open source. */
  needsSource?: boolean;
  /** Main carries it out itself. */
  host?: boolean;
}

export const COMMANDS = [
  { id: "open", label: "Open archive…", menu: "File", accelerator: "CmdOrCtrl+O" },
  { id: "open-folder", label: "Open unpacked archive folder…", menu: "File" },
  { id: "open-sample", label: "Open sample", menu: "File" },
  { id: "new-window", label: "New window", menu: "File", accelerator: "CmdOrCtrl+Shift+N", host: true },
  { id: "export", label: "Export…", menu: "File", accelerator: "CmdOrCtrl+E", needsSource: true },
  {
    id: "save-picture",
    label: "Save picture…",
    menu: "File",
    accelerator: "CmdOrCtrl+Shift+S",
    needsSource: true,
  },
  { id: "save-csv", label: "Save rows as CSV…", menu: "File", needsSource: true },
  { id: "save-json", label: "Save rows as JSON…", menu: "File", needsSource: true },
  {
    id: "about-archive",
    label: "About this archive",
    menu: "File",
    accelerator: "CmdOrCtrl+I",
    needsSource: true,
  },
  { id: "reload-source", label: "Reload from disk", menu: "File", needsSource: true },
  { id: "settings", label: "Settings…", menu: "File", accelerator: "CmdOrCtrl+," },
  { id: "move-tab", label: "Move tab to new window", menu: "File", needsSource: true },
  { id: "close-tab", label: "Close tab", menu: "File", accelerator: "CmdOrCtrl+W" },
  { id: "reopen-tab", label: "Reopen closed tab", menu: "File", accelerator: "CmdOrCtrl+Shift+T" },
  {
    id: "close-window",
    label: "Close window",
    menu: "File",
    accelerator: "CmdOrCtrl+Shift+W",
    host: true,
  },
  { id: "quit", label: "Quit", menu: "File", accelerator: "CmdOrCtrl+Q", host: true },

  { id: "undo", label: "Undo", menu: "Edit", accelerator: "CmdOrCtrl+Z" },
  { id: "redo", label: "Redo", menu: "Edit", accelerator: "CmdOrCtrl+Shift+Z" },
  { id: "find", label: "Search nodes", menu: "Edit", accelerator: "CmdOrCtrl+F", needsSource: true },
  { id: "clear-filters", label: "Clear filters", menu: "Edit", needsSource: true },
  { id: "copy-uuid", label: "Copy UUID", menu: "Edit", needsSource: true },

  { id: "palette", label: "Command palette…", menu: "View", accelerator: "CmdOrCtrl+K" },
  { id: "back", label: "Back", menu: "View", accelerator: "Alt+Left" },
  { id: "forward", label: "Forward", menu: "View", accelerator: "Alt+Right" },
  { id: "view-graph", label: "Graph", menu: "View", accelerator: "CmdOrCtrl+1", needsSource: true },
  { id: "view-table", label: "Table", menu: "View", accelerator: "CmdOrCtrl+2", needsSource: true },
  { id: "view-split", label: "Split", menu: "View", accelerator: "CmdOrCtrl+3", needsSource: true },
  { id: "next-tab", label: "Next tab", menu: "View", accelerator: "Ctrl+Tab" },
  { id: "previous-tab", label: "Previous tab", menu: "View", accelerator: "Ctrl+Shift+Tab" },
  { id: "theme-system", label: "Theme: follow the system", menu: "View" },
  { id: "theme-light", label: "Theme: light", menu: "View" },
  { id: "theme-dark", label: "Theme: dark", menu: "View" },
  { id: "density-compact", label: "Density: compact", menu: "View" },
  { id: "density-comfortable", label: "Density: comfortable", menu: "View" },
  { id: "text-larger", label: "Larger text", menu: "View", accelerator: "CmdOrCtrl+=", host: true },
  { id: "text-smaller", label: "Smaller text", menu: "View", accelerator: "CmdOrCtrl+-", host: true },
  { id: "text-normal", label: "Normal text size", menu: "View", accelerator: "CmdOrCtrl+0", host: true },
  { id: "full-screen", label: "Full screen", menu: "View", accelerator: "F11", host: true },

  { id: "zoom-in", label: "Zoom in", menu: "Graph", needsSource: true },
  { id: "zoom-out", label: "Zoom out", menu: "Graph", needsSource: true },
  { id: "fit", label: "Fit", menu: "Graph", needsSource: true },
  { id: "show-everything", label: "Show everything", menu: "Graph", needsSource: true },
  { id: "show-start", label: "Show top-level processes", menu: "Graph", needsSource: true },
  { id: "show-ancestors", label: "Show ancestors", menu: "Graph", needsSource: true },
  { id: "show-descendants", label: "Show descendants", menu: "Graph", needsSource: true },
  { id: "expand-calls", label: "Expand called processes", menu: "Graph", needsSource: true },
  { id: "expand-inputs", label: "Expand inputs", menu: "Graph", needsSource: true },
  { id: "expand-outputs", label: "Expand outputs", menu: "Graph", needsSource: true },
  { id: "collapse", label: "Collapse", menu: "Graph", needsSource: true },
  { id: "hide-node", label: "Hide from the graph", menu: "Graph", needsSource: true },
  { id: "tidy", label: "Tidy layout", menu: "Graph", needsSource: true },

  { id: "go-to-caller", label: "Go to caller", menu: "Node", needsSource: true },
  { id: "focus-graph", label: "Focus the graph", menu: "Node", accelerator: "Alt+1", needsSource: true },
  { id: "focus-table", label: "Focus the table", menu: "Node", accelerator: "Alt+2", needsSource: true },
  { id: "focus-node", label: "Focus the inspector", menu: "Node", accelerator: "Alt+3", needsSource: true },
  { id: "focus-basket", label: "Focus the basket", menu: "Node", accelerator: "Alt+4", needsSource: true },
  { id: "focus-filters", label: "Focus the filters", menu: "Node", accelerator: "Alt+5", needsSource: true },

  { id: "basket-add", label: "Add to basket", menu: "Basket", needsSource: true },
  { id: "basket-add-all", label: "Add the whole archive to the basket", menu: "Basket", needsSource: true },
  {
    id: "basket-add-filtered",
    label: "Add all filtered nodes to the basket",
    menu: "Basket",
    needsSource: true,
  },
  { id: "basket-clear", label: "Clear basket", menu: "Basket", needsSource: true },
  { id: "copy-verdi", label: "Copy verdi command", menu: "Basket", needsSource: true },

  { id: "help", label: "Keyboard shortcuts", menu: "Help", accelerator: "F1" },
  { id: "tour", label: "Take the tour", menu: "Help" },
  { id: "rules-help", label: "Traversal rules", menu: "Help" },
  { id: "glossary", label: "Glossary", menu: "Help" },
  { id: "check-updates", label: "Check for updates…", menu: "Help" },
  { id: "about", label: "About Stemma", menu: "Help" },
] as const satisfies readonly Command[];

export type CommandId = (typeof COMMANDS)[number]["id"];
