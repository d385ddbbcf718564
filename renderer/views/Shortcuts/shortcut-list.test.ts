// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { COMMANDS, type Command } from "../../../shared/model/commands.ts";
import { GRAPH_KEYS, type PartKey, partKeyOf, TABLE_KEYS } from "../../commands/part-keys.ts";
import { findShortcuts, shortcutGroups } from "./shortcut-list.ts";

const rows = shortcutGroups().flatMap((group) => group.rows);

test("every command with a key is listed, with each of its keys", () => {
  for (const command of COMMANDS as readonly Command[]) {
    if (command.accelerator === undefined) continue;
    const row = rows.find(([, does]) => does === command.label);
    expect(row?.[0].split(", "), command.id).toHaveLength(1 + (command.also?.length ?? 0));
  }
});

test("a key of a part means one thing there", () => {
  const lists: readonly (readonly PartKey[])[] = [GRAPH_KEYS, TABLE_KEYS];
  for (const keys of lists)
    for (const { id, keys: names, shift = false, control = false } of keys) {
      for (const shiftKey of shift === "either" ? [true, false] : [shift])
        for (const name of names) {
          const press = { key: name, shiftKey, ctrlKey: control, metaKey: false, altKey: false };
          expect(partKeyOf(keys, press)).toBe(id);
        }
    }
  const alt = { key: "ArrowLeft", shiftKey: false, ctrlKey: false, metaKey: false, altKey: true };
  expect(partKeyOf(GRAPH_KEYS, alt)).toBeNull();
});

test("is searched by key and by what a key does", () => {
  const find = (text: string) => findShortcuts(shortcutGroups(), text).flatMap((group) => group.rows);
  expect(find("ctrl+e").map(([, does]) => does)).toContain("Export…");
  expect(find("failed").map(([keys]) => keys)).toEqual(["F8", "Shift+F8"]);
  expect(find("graph space")).toEqual([["Space", "add to the basket, or take out"]]);
  expect(find("no such thing")).toEqual([]);
});
