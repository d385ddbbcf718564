// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { createElement } from "react";
import { expect, test } from "vitest";
import { COMMANDS, type Command } from "../../shared/model/commands.ts";
import { useCommands } from "./commands.ts";
import { listenForKeys, matches, shownKeys, takesText } from "./keys.ts";

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
  const keys = COMMANDS.flatMap(({ accelerator, also = [] }: Command) =>
    accelerator ? [accelerator, ...also] : [],
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test("keys are shown as people read them", () => {
  expect(shownKeys("CmdOrCtrl+Shift+S")).toBe("Ctrl+Shift+S");
  expect(shownKeys("Alt+Left")).toBe("Alt+←");
  expect(shownKeys("CmdOrCtrl+Shift+S", true)).toBe("⇧⌘S");
  expect(shownKeys("Ctrl+Tab", true)).toBe("⌃Tab");
});

test("text fields keep their own undo, checkboxes and buttons have none", () => {
  const input = (type: string) => Object.assign(document.createElement("input"), { type });
  for (const type of ["text", "search", "number", "date"]) expect(takesText(input(type))).toBe(true);
  expect(takesText(document.createElement("textarea"))).toBe(true);
  for (const type of ["checkbox", "radio", "button"]) expect(takesText(input(type))).toBe(false);
  expect(takesText(document.createElement("button"))).toBe(false);
  expect(takesText(null)).toBe(false);
});

test("every key of a command runs that command and no other", () => {
  const stop = listenForKeys();
  const ran: string[] = [];
  function Everything() {
    useCommands(Object.fromEntries(COMMANDS.map(({ id }) => [id, { run: () => void ran.push(id) }])));
    return null;
  }
  render(createElement(Everything));
  for (const { id, accelerator, also = [] } of COMMANDS as readonly Command[]) {
    for (const keys of accelerator ? [accelerator, ...also] : []) {
      const parts = keys.split("+");
      const named = { Left: "ArrowLeft", Right: "ArrowRight" }[parts.at(-1) ?? ""] ?? parts.at(-1);
      const key = keys.endsWith("+") ? "+" : (named ?? "");
      ran.length = 0;
      window.dispatchEvent(
        press(key, {
          ctrlKey: parts.some((part) => part === "Ctrl" || part === "CmdOrCtrl"),
          shiftKey: parts.includes("Shift"),
          altKey: parts.includes("Alt"),
        }),
      );
      expect(ran, keys).toEqual([id]);
    }
  }
  stop();
  cleanup();
});

test("an open dialog or menu keeps the keys, a text field its undo", () => {
  const stop = listenForKeys();
  let undone = 0;
  function Undo() {
    useCommands({ undo: { run: () => void undone++ } });
    return null;
  }
  render(createElement(Undo));
  const field = document.body.appendChild(document.createElement("input"));
  const undo = () =>
    new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, cancelable: true });
  field.dispatchEvent(undo());
  expect(undone).toBe(0);
  document.body.dispatchEvent(undo());
  expect(undone).toBe(1);
  const menu = document.body.appendChild(document.createElement("div"));
  menu.setAttribute("role", "menu");
  document.body.dispatchEvent(undo());
  expect(undone).toBe(1);
  menu.remove();
  field.remove();
  stop();
  cleanup();
});
