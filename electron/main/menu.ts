import { app, BrowserWindow, Menu, type MenuItem } from "electron";
import { COMMANDS, type Command } from "../../shared/model/commands.ts";
import { isAllowedWithoutWindow, menuTemplate } from "./menu-template.ts";
import type { RecentFiles } from "./recent-files.ts";
import { runWindowCommand } from "./window-commands.ts";
import { createWindow, frontWindow } from "./window.ts";

/** How the commands of a window stand, as its page tells it. Ids are those of `shared/model/commands.ts`. */
export interface MenuState {
  /** Commands that cannot be carried out now. */
  off: readonly string[];
  /** Of the commands that are on or off: those that are on. */
  on: readonly string[];
  /** What some would do now, in place of their label: "Undo clear basket". */
  labels: Readonly<Record<string, string>>;
}

/** What the menu bar shows beside the commands, and needs to carry them out. */
export interface MenuServices {
  recent: Pick<RecentFiles, "paths">;
  /** Open a file in the window in front, or in a new one. */
  open(file: string): void;
}

const SHOWN_RECENT = 10; // files in "Open recent"; the start page lists all that are kept

const states = new WeakMap<BrowserWindow, MenuState>();
let services: MenuServices | null = null;
let built = ""; // what the menu bar was last built from
let items = new Map<string, MenuItem>(); // its items by the ids of their commands

/** Build the menu bar, and keep it in step with the windows from now on. Call once. */
export function setMenu(given: MenuServices): void {
  services = given;
  app.on("browser-window-created", (_event, window) => {
    window.on("focus", refreshMenu);
    window.on("closed", refreshMenu);
    window.on("page-title-updated", () => setImmediate(refreshMenu)); // the title is set after the event
  });
  refreshMenu();
}

/** Take what the page of a window says of its commands; shown while that window is in front. */
export function setMenuState(window: BrowserWindow, state: MenuState): void {
  states.set(window, state);
  refreshMenu();
}

/** Bring the menu bar up to date: labels, lists of files and windows, what is possible, what is on. */
export function refreshMenu(): void {
  if (!services) return;
  const front = frontWindow()?.window;
  const content = {
    labels: (front && states.get(front)?.labels) ?? {},
    recent: services.recent.paths().slice(0, SHOWN_RECENT),
    windows: BrowserWindow.getAllWindows()
      .sort((a, b) => a.id - b.id)
      .map((window) => ({ id: window.id, title: window.getTitle() })),
  };
  const wanted = JSON.stringify(content);
  // Labels and items cannot be changed in place: a new bar is built, but only for them.
  if (wanted !== built) {
    const menu = Menu.buildFromTemplate(menuTemplate(content, actions));
    items = new Map(itemsOf(menu).map((item) => [item.id, item]));
    Menu.setApplicationMenu(menu);
  }
  built = wanted;
  applyState(front);
}

const actions = {
  run(command: Command): void {
    const front = frontWindow();
    if (command.host) runWindowCommand(command.id, front);
    else if (front) front.sources.send({ type: "command", command: command.id });
    else createWindow(app.getPath("userData")); // macOS keeps the menu without a window
    setImmediate(() => applyState(front?.window)); // the system ticks an item by itself
  },
  open: (file: string) => services?.open(file),
  show(windowId: number): void {
    const window = BrowserWindow.fromId(windowId);
    if (window?.isMinimized()) window.restore();
    window?.focus();
  },
};

function applyState(front: BrowserWindow | undefined): void {
  const state = front && !front.isDestroyed() ? states.get(front) : undefined;
  const off = new Set(state?.off);
  const on = new Set(state?.on);
  for (const command of COMMANDS as readonly Command[]) {
    const item = items.get(command.id);
    if (!item || command.role) continue;
    item.enabled = state ? !off.has(command.id) : isAllowedWithoutWindow(command);
    // Electron takes any value as true for one of a few, and takes it from the others.
    if (command.kind === "check" || (command.kind === "radio" && on.has(command.id)))
      item.checked = on.has(command.id);
  }
}

/** All items of a menu and its submenus. */
function itemsOf(menu: Menu): MenuItem[] {
  return menu.items.flatMap((item) => [item, ...(item.submenu ? itemsOf(item.submenu) : [])]);
}
