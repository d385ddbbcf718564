import type { Command } from "../../../shared/model/commands.ts";

/** Commands whose menu or label holds every typed word, in the order of the menus; those that begin with it first. */
export function filterCommands(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = commands.filter((command) => {
    const name = `${command.menu} ${command.label}`.toLowerCase();
    return words.every((word) => name.includes(word));
  });
  const begins = (command: Command) =>
    words[0] !== undefined && command.label.toLowerCase().startsWith(words[0]);
  return [...found.filter(begins), ...found.filter((command) => !begins(command))];
}
