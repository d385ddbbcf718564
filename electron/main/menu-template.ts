import path from "node:path";
import type { MenuItemConstructorOptions as Item } from "electron";
import { COMMANDS, type Command, MENUS } from "../../shared/model/commands.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import { sourceName } from "./aiida-profiles.ts";

/** What the menu bar shows beside the commands. */
export interface MenuContent {
  labels: Readonly<Record<string, string>>;
  /** Paths, newest first. */
  recent: readonly string[];
  windows: readonly { id: number; title: string }[];
}

/** What the items of the menu bar do. */
export interface MenuActions {
  run(command: Command): void;
  open(file: string): void;
  show(windowId: number): void;
}

/** Commands that macOS keeps in the menu of the app. */
const IN_APP_MENU = new Set(["about", "settings", "check-updates", "quit"]);
const LINE: Item = { type: "separator" };

/**
 * The menu bar from the one list of commands: each item has the id of its command, items of the same submenu stand
 * together. `isMac` puts some into the menu of the app, as is the custom there.
 */
export function menuTemplate(
  content: MenuContent,
  actions: MenuActions,
  isMac: boolean = process.platform === "darwin",
): Item[] {
  const itemOf = (command: Command): Item => commandItem(command, content, actions, isMac);
  const menus = MENUS.map((menu): Item => {
    const commands = (COMMANDS as readonly Command[]).filter(
      (command) => command.menu === menu && !(isMac && IN_APP_MENU.has(command.id)),
    );
    const items = withSubmenus(commands, itemOf, content, actions);
    return menu === "Window"
      ? {
          label: menu,
          ...(isMac ? { role: "window" as const } : {}),
          submenu: [...items, ...windowItems(content, actions)],
        }
      : { label: menu, ...(isMac && menu === "Help" ? { role: "help" as const } : {}), submenu: items };
  });
  return isMac ? [appMenu(itemOf), ...menus] : menus;
}

/** True for commands that make sense while no window is open, which is possible on macOS. */
export function isAllowedWithoutWindow({ id }: Command): boolean {
  return ["open", "open-folder", "open-sample", "new-window", "quit"].includes(id);
}

function withSubmenus(
  commands: readonly Command[],
  itemOf: (command: Command) => Item,
  content: MenuContent,
  actions: MenuActions,
): Item[] {
  const items: Item[] = [];
  const submenus = new Map<string, Item[]>();
  for (const command of commands) {
    const [name] = command.submenu ?? [];
    let list = items;
    if (name !== undefined) {
      const open = submenus.get(name);
      if (!open) {
        if (command.line) items.push(LINE);
        submenus.set(name, (list = name === "Open recent" ? recentItems(content, actions) : []));
        items.push({ label: name, submenu: list });
        list.push(itemOf(command));
        continue;
      }
      list = open;
    }
    if (command.line) list.push(LINE);
    list.push(itemOf(command));
  }
  return items;
}

function commandItem(command: Command, content: MenuContent, actions: MenuActions, isMac: boolean): Item {
  const label = literal(content.labels[command.id] ?? command.submenu?.[1] ?? command.label);
  if (command.role) return { id: command.id, label, role: command.role };
  return {
    id: command.id,
    label,
    ...(command.kind ? { type: command.kind === "check" ? "checkbox" : "radio" } : {}),
    ...(command.accelerator ? { accelerator: command.accelerator } : {}),
    // The page listens to the keys itself, so that a text field or a dialog can keep them. macOS asks the menu first.
    registerAccelerator: isMac,
    click: () => actions.run(command),
  };
}

/** Recent files, numbered, with their folder where two have one name. */
function recentItems({ recent }: MenuContent, actions: MenuActions): Item[] {
  if (recent.length === 0) return [{ label: "No recent files", enabled: false }, LINE];
  const names = recent.map(sourceName);
  const items = recent.map((file, i): Item => {
    const isTwice = names.filter((name) => name === names[i]).length > 1;
    return {
      id: `recent-${i}`,
      label: literal(isTwice ? `${names[i]} — ${escapeLine(path.dirname(file))}` : names[i]!), // one name a file
      click: () => actions.open(file),
    };
  });
  return [...items, LINE];
}

/** All windows by their titles, the one in front ticked by the system. */
function windowItems({ windows }: MenuContent, actions: MenuActions): Item[] {
  const items = windows.map(
    ({ id, title }): Item => ({
      id: `window-${id}`,
      label: literal(title),
      click: () => actions.show(id),
    }),
  );
  return items.length > 0 ? [LINE, ...items] : [];
}

function appMenu(itemOf: (command: Command) => Item): Item {
  const item = (id: string) => (COMMANDS as readonly Command[]).filter((one) => one.id === id).map(itemOf);
  return {
    role: "appMenu",
    submenu: [
      ...item("about"),
      ...item("check-updates"),
      LINE,
      ...item("settings"),
      LINE,
      { role: "services" },
      LINE,
      { role: "hide" },
      { role: "hideOthers" },
      { role: "unhide" },
      LINE,
      ...item("quit"),
    ],
  };
}

/** A text as an item shows it: a single "&" would underline what follows. */
function literal(text: string): string {
  return text.replaceAll("&", "&&");
}
