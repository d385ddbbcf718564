import { BASKET_COMMANDS } from "./commands/basket.ts";
import { EDIT_COMMANDS } from "./commands/edit.ts";
import { FILE_COMMANDS } from "./commands/file.ts";
import { GRAPH_COMMANDS } from "./commands/graph.ts";
import { HELP_COMMANDS } from "./commands/help.ts";
import { NODE_COMMANDS } from "./commands/node.ts";
import { VIEW_COMMANDS } from "./commands/view.ts";
import { WINDOW_COMMANDS } from "./commands/window.ts";
import { type Command, MENUS } from "./commands/command.ts";

export { type Command, MENUS };

/**
 * Every action a person can take by menu, palette or key, in one list. Main builds the menu bar from it, the renderer the
 * command palette, the context menus and the page of shortcuts. In the order of the menus.
 */
export const COMMANDS = [
  ...FILE_COMMANDS,
  ...EDIT_COMMANDS,
  ...VIEW_COMMANDS,
  ...GRAPH_COMMANDS,
  ...NODE_COMMANDS,
  ...BASKET_COMMANDS,
  ...WINDOW_COMMANDS,
  ...HELP_COMMANDS,
] as const;

export type CommandId = (typeof COMMANDS)[number]["id"];

const byId = new Map<string, Command>(COMMANDS.map((command) => [command.id, command]));

/** The command of an id; undefined for an id that is none, as a message from another process may carry. */
export function commandOf(id: string): Command | undefined {
  return byId.get(id);
}
