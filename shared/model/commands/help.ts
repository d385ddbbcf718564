import type { Command } from "./command.ts";

/** Help and what is known of the program. In the order of the menu. */
export const HELP_COMMANDS = [
  { id: "help", label: "Keyboard shortcuts", menu: "Help", accelerator: "F1", words: "keys hotkeys help" },
  { id: "tour", label: "Take the tour", menu: "Help", words: "introduction first steps guide" },
  { id: "rules-help", label: "Traversal rules", menu: "Help", words: "help explain export" },
  { id: "glossary", label: "Glossary", menu: "Help", words: "help words terms explain" },
  { id: "check-updates", label: "Check for updates…", menu: "Help", words: "version new" },
  { id: "about", label: "About Stemma", menu: "Help", words: "version licence", line: true },
] as const satisfies readonly Command[];
