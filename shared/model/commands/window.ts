import type { Command } from "./command.ts";

/** Windows and their tabs. In the order of the menu. */
export const WINDOW_COMMANDS = [
  {
    id: "minimize",
    label: "Minimize",
    menu: "Window",
    accelerator: "CmdOrCtrl+M",
    host: true,
    words: "hide iconify",
  },
  {
    id: "next-tab",
    label: "Next tab",
    menu: "Window",
    accelerator: "Ctrl+Tab",
    also: ["Ctrl+PageDown"],
    words: "source archive switch",
    line: true,
  },
  {
    id: "previous-tab",
    label: "Previous tab",
    menu: "Window",
    accelerator: "Ctrl+Shift+Tab",
    also: ["Ctrl+PageUp"],
    words: "source archive switch",
  },
  {
    id: "tab-left",
    label: "Move tab left",
    menu: "Window",
    accelerator: "Ctrl+Shift+PageUp",
    needsSource: true,
    words: "order",
  },
  {
    id: "tab-right",
    label: "Move tab right",
    menu: "Window",
    accelerator: "Ctrl+Shift+PageDown",
    needsSource: true,
    words: "order",
  },
  {
    id: "move-tab",
    label: "Move tab to new window",
    menu: "Window",
    needsSource: true,
    words: "detach tear off",
  },
] as const satisfies readonly Command[];
