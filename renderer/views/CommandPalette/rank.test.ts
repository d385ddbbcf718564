import { expect, test } from "vitest";
import { COMMANDS, type Command } from "../../../shared/model/commands.ts";
import { type PaletteEntry, rankEntries } from "./rank.ts";

const ENTRIES: PaletteEntry[] = COMMANDS.map((command: Command) => ({
  id: command.id,
  label: command.label,
  place: command.menu,
  words: command.words ?? "",
  keys: "",
  off: undefined,
  isOn: undefined,
  run: () => undefined,
}));
const ids = (text: string, used: string[] = []) => rankEntries(ENTRIES, text, used).map(({ id }) => id);

test("nothing typed lists everything in the order of the menus, what was used lately first", () => {
  expect(ids("  ")).toEqual(ENTRIES.map(({ id }) => id));
  expect(ids("", ["fit", "undo"]).slice(0, 3)).toEqual(["fit", "undo", "open"]);
});

test("every word must be found, in label, menu or further words, in any order", () => {
  expect(ids("ancestors show")[0]).toBe("show-ancestors");
  expect(ids("basket clear")[0]).toBe("basket-clear");
  expect(ids("preferences")[0]).toBe("settings");
  expect(ids("no such thing")).toEqual([]);
});

test("labels that begin with the word come first, the one it fills before longer ones", () => {
  expect(ids("open")[0]).toBe("open");
  expect(ids("zoom").slice(0, 2).toSorted()).toEqual(["zoom-in", "zoom-out"]);
  expect(ids("undo")[0]).toBe("undo");
});

test("letters in their order find a label", () => {
  expect(ids("shan")).toContain("show-ancestors");
  expect(ids("rcbw")).toContain("rule-create-backward");
  expect(ids("zzz")).toEqual([]);
});

test("of two that fit alike, the one used lately comes first, and what cannot be done last", () => {
  expect(ids("theme", ["theme-dark"])[0]).toBe("theme-dark");
  const off = ENTRIES.map((entry) => (entry.id === "zoom-in" ? { ...entry, off: "no" } : entry));
  expect(rankEntries(off, "zoom", []).map(({ id }) => id)[0]).toBe("zoom-out");
});

test("a whole label, dots and all, finds its command first", () => {
  for (const { id, label } of ENTRIES) expect([label, ids(label)[0]]).toEqual([label, id]);
  expect(ids("Open archive...")[0]).toBe("open");
});
