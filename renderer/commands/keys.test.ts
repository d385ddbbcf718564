// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { COMMANDS, type Command } from "../../shared/model/commands.ts";
import { matches, shownKeys, takesText } from "./keys.ts";

const press = (key: string, held: Partial<Record<"ctrlKey" | "shiftKey" | "altKey", boolean>> = {}) =>
  new KeyboardEvent("keydown", { key, ...held });

test("a key press matches its accelerator only with the same keys held", () => {
  expect(matches(press("o", { ctrlKey: true }), "CmdOrCtrl+O")).toBe(true);
  expect(matches(press("o"), "CmdOrCtrl+O")).toBe(false);
  expect(matches(press("S", { ctrlKey: true, shiftKey: true }), "CmdOrCtrl+Shift+S")).toBe(true);
  expect(matches(press("s", { ctrlKey: true }), "CmdOrCtrl+Shift+S")).toBe(false);
  expect(matches(press("ArrowLeft", { altKey: true }), "Alt+Left")).toBe(true);
  expect(matches(press("F1"), "F1")).toBe(true);
});

test("no two commands share a key", () => {
  const keys = COMMANDS.flatMap((command: Command) => (command.accelerator ? [command.accelerator] : []));
  expect(new Set(keys).size).toBe(keys.length);
});

test("keys are shown as people read them", () => {
  expect(shownKeys("CmdOrCtrl+Shift+S")).toBe("Ctrl+Shift+S");
  expect(shownKeys("Alt+Left")).toBe("Alt+←");
});

test("text fields keep their own undo, checkboxes and buttons have none", () => {
  const input = (type: string) => Object.assign(document.createElement("input"), { type });
  for (const type of ["text", "search", "number", "date"]) expect(takesText(input(type))).toBe(true);
  expect(takesText(document.createElement("textarea"))).toBe(true);
  for (const type of ["checkbox", "radio", "button"]) expect(takesText(input(type))).toBe(false);
  expect(takesText(document.createElement("button"))).toBe(false);
  expect(takesText(null)).toBe(false);
});
