// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { runCommand, useCommand } from "../../commands/commands.ts";
import { CommandPalette } from "./CommandPalette.tsx";

afterEach(cleanup);

function Window({ onFit }: { onFit: () => void }) {
  useCommand("fit", onFit);
  return <CommandPalette />;
}

function open(onFit: () => void = () => {}) {
  render(<Window onFit={onFit} />);
  act(() => runCommand("palette"));
  return screen.getByRole("combobox", { name: "Find a command" });
}

test("typing begins at once; Enter runs what is found after the dialog is gone", async () => {
  const onFit = vi.fn(() => expect(screen.queryByRole("dialog")).toBeNull());
  const field = open(onFit);
  expect(document.activeElement).toBe(field);
  fireEvent.change(field, { target: { value: "graph fit" } });
  fireEvent.keyDown(field, { key: "Enter" });
  await waitFor(() => expect(onFit).toHaveBeenCalledOnce());
});

test("what nobody can carry out now is dimmed and does not run", () => {
  const field = open();
  const zoom = screen.getByRole("option", { name: /Zoom in/ });
  expect(zoom.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(zoom);
  fireEvent.change(field, { target: { value: "zoom in" } });
  fireEvent.keyDown(field, { key: "Enter" });
  expect(screen.getByRole("dialog", { name: "Command palette" })).toBeTruthy();
});

test("arrow keys walk round the list", () => {
  const field = open();
  const count = screen.getAllByRole("option").length;
  fireEvent.keyDown(field, { key: "ArrowUp" });
  expect(screen.getAllByRole("option")[count - 1]?.getAttribute("aria-selected")).toBe("true");
  fireEvent.keyDown(field, { key: "ArrowDown" });
  expect(screen.getAllByRole("option")[0]?.getAttribute("aria-selected")).toBe("true");
});
