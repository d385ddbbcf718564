// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useCommand } from "../../commands/commands.ts";
import { hostForTest } from "../../testing/window-for-test.tsx";
import { ContextMenu } from "./ContextMenu.tsx";
import { listenForMenus } from "./menu-keys.ts";
import { closeMenu, openMenu } from "./open-menu.ts";

const onFit = vi.fn();
const onAdd = vi.fn();
const onOwn = vi.fn();
let stop: () => void;
beforeEach(() => {
  hostForTest();
  stop = listenForMenus();
});
afterEach(() => {
  act(closeMenu);
  cleanup();
  stop();
  vi.clearAllMocks();
});

function Window() {
  useCommand("fit", onFit);
  useCommand("basket-add", onAdd, { off: "choose a node first" });
  useCommand("outline", () => undefined, { isOn: true });
  return (
    <>
      <button
        type="button"
        onContextMenu={(event) =>
          openMenu(event, "Test menu", [
            { command: "fit" },
            { command: "basket-add" },
            "line",
            { command: "basket-add", label: "Add this one", target: { nodeIds: [7] }, note: "1 node" },
            { command: "outline" },
            { command: "tidy" },
            { label: "Something else", run: onOwn },
          ])
        }
      >
        Thing
      </button>
      <input aria-label="Text" />
      <ContextMenu />
    </>
  );
}

const item = (name: string) => screen.getByRole("menuitem", { name });
function open() {
  render(<Window />);
  const button = screen.getByRole("button", { name: "Thing" });
  act(() => button.focus());
  fireEvent.contextMenu(button);
  return button;
}

test("items run commands after the focus is back, and show their keys beside their names", async () => {
  const button = open();
  onFit.mockImplementation(() => expect(document.activeElement).toBe(button));
  expect(screen.getByRole("menu", { name: "Test menu" })).toBeTruthy();
  expect(item("Add this one").getAttribute("aria-keyshortcuts")).toBe("Ctrl+B");
  fireEvent.click(item("Fit"));
  await waitFor(() => expect(onFit).toHaveBeenCalledOnce());
  expect(screen.queryByRole("menu")).toBeNull();
});

test("what cannot be done is off with its reason, but for what the menu is on", async () => {
  open();
  expect(item("Add to basket").getAttribute("aria-disabled")).toBe("true");
  expect(item("Add to basket").title).toBe("Choose a node first.");
  expect(item("Tidy layout").getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(item("Add this one"));
  await waitFor(() => expect(onAdd).toHaveBeenCalledWith({ nodeIds: [7] }));
});

test("what is on is ticked, and a menu can hold lines of its own", async () => {
  open();
  const outline = screen.getByRole("menuitemcheckbox", { name: /Outline/ });
  expect(outline.getAttribute("aria-checked")).toBe("true");
  fireEvent.click(item("Something else"));
  await waitFor(() => expect(onOwn).toHaveBeenCalledOnce());
});

test("the keys for menus open that of what has the focus, and Escape gives it back", async () => {
  render(<Window />);
  const button = screen.getByRole("button", { name: "Thing" });
  act(() => button.focus());
  fireEvent.keyDown(button, { key: "F10", shiftKey: true });
  fireEvent.keyDown(screen.getByRole("menu"), { key: "Escape" });
  await waitFor(() => expect(document.activeElement).toBe(button));
  fireEvent.keyDown(button, { key: "ContextMenu" });
  expect(screen.getByRole("menu", { name: "Test menu" })).toBeTruthy();
});

test("text fields have the menu of text", () => {
  render(<Window />);
  fireEvent.contextMenu(screen.getByRole("textbox", { name: "Text" }));
  const names = screen.getAllByRole("menuitem").map((one) => one.textContent);
  expect(names).toEqual(["Cut", "Copy", "Paste", "Select all"]);
});
