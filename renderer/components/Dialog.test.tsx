// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { Dialog } from "./Dialog.tsx";

afterEach(cleanup);

function Window({ hasField, onClosed }: { hasField: boolean; onClosed: () => void }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Behind
      </button>
      <Dialog title="Remarks" isOpen={isOpen} onClose={() => setOpen(false)} onClosed={onClosed}>
        <p>Text</p>
        {hasField && <input aria-label="Find" />}
      </Dialog>
    </>
  );
}

function open(hasField: boolean, onClosed = () => {}) {
  render(<Window hasField={hasField} onClosed={onClosed} />);
  const behind = screen.getByRole("button", { name: "Behind" });
  behind.focus();
  fireEvent.click(behind);
  return { behind, dialog: screen.getByRole("dialog", { name: "Remarks" }) };
}

test("the first field has the focus; without one it is the text, which the arrow keys scroll", () => {
  open(true);
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: "Find" }));
  cleanup();
  const { dialog } = open(false);
  expect(document.activeElement?.textContent).toBe("Text");
  expect(dialog.contains(document.activeElement)).toBe(true);
});

test("the rest of the window has no buttons meanwhile", () => {
  open(false);
  expect(screen.queryByRole("button", { name: "Behind" })).toBeNull();
  expect(screen.getAllByRole("button")).toHaveLength(1);
});

test("Escape closes; only when the focus is back is it said to be closed", async () => {
  const focused: (Element | null)[] = [];
  const onClosed = vi.fn(() => void focused.push(document.activeElement));
  const { behind, dialog } = open(true, onClosed);
  fireEvent.keyDown(dialog, { key: "Escape" });
  await waitFor(() => expect(onClosed).toHaveBeenCalledOnce());
  expect(focused).toEqual([behind]);
  expect(screen.queryByRole("dialog")).toBeNull();
});
