import type { MenuItemConstructorOptions as Item } from "electron";
import { expect, test } from "vitest";
import { COMMANDS, type Command, MENUS } from "../../shared/model/commands.ts";
import { menuTemplate } from "./menu-template.ts";

const nothing = { run: () => undefined, open: () => undefined, show: () => undefined };
const empty = { labels: {}, recent: [], windows: [] };

function itemsOf(template: readonly Item[]): Item[] {
  return template.flatMap((item) => [item, ...itemsOf(Array.isArray(item.submenu) ? item.submenu : [])]);
}
const labels = (items: readonly Item[]) => items.map(({ label, type }) => label ?? type);
function submenu(template: readonly Item[], ...path: string[]): Item[] {
  return path.reduce<readonly Item[]>((items, label) => {
    const found = items.find((item) => item.label === label)?.submenu;
    return Array.isArray(found) ? found : [];
  }, template) as Item[];
}

test("every command is an item, once, wherever it runs", () => {
  for (const isMac of [false, true]) {
    const ids = itemsOf(menuTemplate(empty, nothing, isMac)).flatMap(({ id }) => (id ? [id] : []));
    expect(ids.toSorted()).toEqual(COMMANDS.map(({ id }) => id as string).toSorted());
  }
});

test("the bar has the menus, on macOS after that of the app", () => {
  expect(menuTemplate(empty, nothing, false).map(({ label }) => label)).toEqual([...MENUS]);
  const mac = menuTemplate(empty, nothing, true);
  expect(mac[0]?.role).toBe("appMenu");
  expect(submenu(mac, "File").some(({ id }) => id === "quit")).toBe(false);
});

test("an item runs its command", () => {
  const ran: string[] = [];
  const run = ({ id }: Command) => void ran.push(id);
  const items = itemsOf(menuTemplate(empty, { ...nothing, run }, false));
  for (const id of ["undo", "rule-create-backward"]) {
    const click = items.find((item) => item.id === id)?.click as (() => void) | undefined;
    click?.();
  }
  expect(ran).toEqual(["undo", "rule-create-backward"]);
});

test("labels say what would be done now, and keep their signs", () => {
  const content = { ...empty, labels: { undo: "Undo add R&D to basket" } };
  const undo = itemsOf(menuTemplate(content, nothing, false)).find(({ id }) => id === "undo");
  expect(undo?.label).toBe("Undo add R&&D to basket");
});

test("recent files are listed, with their folder where two have one name", () => {
  const opened: string[] = [];
  const recent = ["/a/si.aiida", "/b/si.aiida", "/a/gaas.aiida"];
  const open = (file: string) => void opened.push(file);
  const items = submenu(
    menuTemplate({ ...empty, recent }, { ...nothing, open }, false),
    "File",
    "Open recent",
  );
  expect(labels(items)).toEqual([
    "si.aiida — /a",
    "si.aiida — /b",
    "gaas.aiida",
    "separator",
    "Clear recent files",
  ]);
  (items[1]?.click as (() => void) | undefined)?.();
  expect(opened).toEqual(["/b/si.aiida"]);
  expect(labels(submenu(menuTemplate(empty, nothing, false), "File", "Open recent"))[0]).toBe(
    "No recent files",
  );
});

test("windows are listed by their titles", () => {
  const windows = [{ id: 3, title: "si.aiida — Stemma" }];
  const items = submenu(menuTemplate({ ...empty, windows }, nothing, false), "Window");
  expect(items.at(-1)).toMatchObject({ id: "window-3", label: "si.aiida — Stemma" });
});
