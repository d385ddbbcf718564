import { app, Menu, type MenuItemConstructorOptions } from "electron";
import { type Command, COMMANDS } from "../../shared/model/commands.ts";
import { runWindowCommand } from "./window-commands.ts";
import { createWindow, frontWindow } from "./window.ts";

const MENUS = ["File", "Edit", "View", "Graph", "Node", "Basket", "Help"] as const;

/** Groups of commands within a menu are set off by a line before these. */
const LINE_BEFORE = new Set([
  "export",
  "about-archive",
  "close-tab",
  "quit",
  "find",
  "back",
  "view-graph",
  "theme-system",
  "text-larger",
  "show-everything",
  "expand-calls",
  "tidy",
  "focus-graph",
  "basket-clear",
]);

/** Edit commands of the system, for text fields. */
const TEXT_EDITING: MenuItemConstructorOptions[] = [
  { type: "separator" },
  { role: "cut" },
  { role: "copy" },
  { role: "paste" },
  { role: "selectAll" },
];

/** Build the menu bar from the one list of commands. */
export function setMenu(): void {
  const template = MENUS.map((menu) => ({
    label: menu,
    submenu: [...commandsOf(menu), ...(menu === "Edit" ? TEXT_EDITING : [])],
  }));
  const appMenu: MenuItemConstructorOptions[] = process.platform === "darwin" ? [{ role: "appMenu" }] : [];
  Menu.setApplicationMenu(Menu.buildFromTemplate([...appMenu, ...template]));
}

function commandsOf(menu: Command["menu"]): MenuItemConstructorOptions[] {
  return COMMANDS.filter((command) => command.menu === menu).flatMap((command: Command) => [
    ...(LINE_BEFORE.has(command.id) ? [{ type: "separator" as const }] : []),
    {
      id: command.id,
      label: command.label,
      ...(command.accelerator ? { accelerator: command.accelerator } : {}),
      // The page listens to the keys itself, so that a text field or a dialog can keep them. macOS asks the menu first.
      registerAccelerator: process.platform === "darwin",
      click: () => runMenuCommand(command),
    },
  ]);
}

function runMenuCommand(command: Command): void {
  const front = frontWindow();
  if (command.host) runWindowCommand(command.id, front);
  else if (front) front.sources.send({ type: "command", command: command.id });
  else createWindow(app.getPath("userData")); // macOS keeps the menu without a window
}
