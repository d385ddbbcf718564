// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand, useCommand } from "../../commands/commands.ts";
import { viewOf } from "../../state/source-view.ts";
import { addTab, removeTab, updateTab, useSources } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { CommandPalette } from "./CommandPalette.tsx";

let asked: [string, unknown][];
beforeEach(() => {
  localStorage.clear();
  HTMLElement.prototype.scrollIntoView = () => {};
  asked = hostForTest({
    "recent.list": () => [
      {
        recentId: "r1",
        name: "gaas.aiida",
        shownPath: "/old/gaas.aiida",
        openedAt: "",
        isMissing: false,
        isRefused: false,
        note: null,
      },
    ],
  });
});
afterEach(() => {
  cleanup();
  for (const id of ["one", "two"]) removeTab(id);
});

function Window({ onFit }: { onFit: () => void }) {
  useCommand("fit", onFit);
  useCommand("tidy", () => undefined, { off: "there is nothing to tidy" });
  useCommand("outline", () => undefined, { isOn: true });
  return <CommandPalette />;
}

function open(onFit: () => void = () => {}) {
  renderInSource("one", <Window onFit={onFit} />);
  act(() => runCommand("palette"));
  return screen.getByRole("combobox", { name: "Find a command" });
}

const options = () => screen.getAllByRole("option");
const active = () =>
  document.getElementById(screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "");

test("typing begins at once; Enter runs what is found after the dialog is gone", async () => {
  const onFit = vi.fn(() => expect(screen.queryByRole("dialog")).toBeNull());
  const field = open(onFit);
  expect(document.activeElement).toBe(field);
  fireEvent.change(field, { target: { value: "graph fit" } });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(onFit).toHaveBeenCalledOnce());
});

test("what was done last stands first the next time", async () => {
  const onFit = vi.fn();
  fireEvent.change(open(onFit), { target: { value: "fit" } });
  fireEvent.keyDown(screen.getByRole("combobox"), { key: "Enter" });
  await waitFor(() => expect(onFit).toHaveBeenCalledOnce());
  act(() => runCommand("palette"));
  expect(options()[0]?.textContent).toContain("Fit");
});

test("what cannot be done now is dimmed, says why and does not run", () => {
  const field = open();
  expect(screen.getByRole("option", { name: /Zoom in open an archive first/ })).toBeTruthy();
  const tidy = screen.getByRole("option", { name: /Tidy layout there is nothing to tidy/ });
  expect(tidy.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(tidy);
  fireEvent.change(field, { target: { value: "tidy" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByRole("dialog", { name: "Command palette" })).toBeTruthy();
});

test("what is on says so", () => {
  open();
  expect(screen.getByRole("option", { name: /Outline beside the graph ✓ on/ })).toBeTruthy();
});

test("arrow keys walk round the list, Home and End go to its ends", () => {
  const field = open();
  const count = options().length;
  fireEvent.keyDown(field, { key: "ArrowUp" });
  expect(active()).toBe(options()[count - 1]);
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(active()).toBe(options()[0]);
  fireEvent.keyDown(field, { key: "End" });
  expect(active()).toBe(options()[count - 1]);
  fireEvent.keyDown(field, { key: "PageUp" });
  expect(active()).toBe(options()[count - 11]);
  fireEvent.keyDown(field, { key: "Home" });
  expect(active()).toBe(options()[0]);
});

test("offers other tabs, recent files, groups, and a search for what was typed", async () => {
  openSourceForTest("one", "si.aiida", {
    "source.about": () => ({ groups: [{ groupId: 7, label: "silicon", nodes: 2 }] }) as never,
  });
  addTab({ sourceId: "two", name: "si-other.aiida", shownPath: "/a/si-other.aiida" }, false);
  updateTab("one", { status: "open" });
  const field = open();
  await screen.findByText(/Open gaas\.aiida/);
  fireEvent.change(field, { target: { value: "si" } });
  expect(screen.getByRole("option", { name: /Search nodes for “si”/ })).toBeTruthy();
  fireEvent.click(await screen.findByText("Add group silicon to basket"));
  await waitFor(() => expect([...viewOf("one").getState().basket.groupIds]).toEqual([7]));
  act(() => runCommand("palette"));
  fireEvent.click(screen.getByText("Go to tab si-other.aiida"));
  await waitFor(() => expect(useSources.getState().activeId).toBe("two"));
  act(() => runCommand("palette"));
  fireEvent.click(await screen.findByText("Open gaas.aiida"));
  await waitFor(() => expect(asked).toContainEqual(["sources.openRecent", { recentId: "r1" }]));
});
