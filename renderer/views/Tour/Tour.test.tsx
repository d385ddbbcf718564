// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../../commands/commands.ts";
import { useLayout } from "../../state/layout.ts";
import { useNotices } from "../../state/notices.ts";
import { forgetView, viewActions, viewOf } from "../../state/source-view.ts";
import { activateTab, addTab, removeTab, updateTab, useSources } from "../../state/sources.ts";
import { hostForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { Tour } from "./Tour.tsx";

const SAMPLE = { sourceId: "sample", name: "qe-si-bands.aiida", shownPath: "/sample/qe-si-bands.aiida" };
const OTHER = { sourceId: "other", name: "other.aiida", shownPath: "/other.aiida" };

let asked: [string, unknown][];
beforeEach(() => {
  asked = hostForTest({
    "sources.openSample": () => {
      addTab(SAMPLE, true);
      activateTab("sample");
      updateTab("sample", { status: "open" });
    },
    "layout.set": ({ flags }: { flags: Record<string, boolean> }) => ({ panels: {}, flags }),
  });
});
afterEach(() => {
  cleanup();
  for (const { sourceId } of [SAMPLE, OTHER]) {
    removeTab(sourceId);
    forgetView(sourceId);
  }
  useNotices.setState({ notices: [] });
  useLayout.setState({ panels: {}, flags: {} });
});

const notices = () => useNotices.getState().notices.map(({ text }) => text);
const heading = (name: string) => screen.findByRole("heading", { name });

async function start() {
  renderInSource("", <Tour />);
  act(() => runCommand("tour"));
  await heading("What is in it?");
}

test("it opens the sample, goes on with Enter and back by its button, and ends without a word", async () => {
  await start();
  expect(asked.filter(([name]) => name === "sources.openSample")).toHaveLength(1);
  await waitFor(() => expect(document.activeElement?.textContent).toBe("What is in it?"));
  expect(screen.queryByRole("button", { name: "Back" })).toBeNull();
  for (const name of [
    "Find a node",
    "Where does it come from?",
    "Did it go well?",
    "Choose what to send",
    "What goes along, and why",
    "Where the rest is",
  ]) {
    fireEvent.keyDown(document.activeElement!, { key: "Enter" });
    const title = await heading(name);
    await waitFor(() => expect(document.activeElement).toBe(title));
  }
  expect(screen.getByText("Step 7 of 7")).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  await heading("What goes along, and why");
  fireEvent.click(screen.getByRole("button", { name: "Next" }));
  fireEvent.click(screen.getByRole("button", { name: "Finish" }));
  expect(screen.queryByRole("dialog", { name: "Tour" })).toBeNull();
  expect(notices()).toEqual([]);
});

test("it changes nothing of the view", async () => {
  viewActions("sample").addToBasket([3]);
  const before = viewOf("sample").getState();
  await start();
  for (let step = 1; step < 7; step++) fireEvent.click(screen.getByRole("button", { name: "Next" }));
  expect(viewOf("sample").getState()).toBe(before);
});

test("it notices what the person does, and leaves the focus where they work", async () => {
  await start();
  fireEvent.click(screen.getByRole("button", { name: "Next" }));
  await heading("Find a node");
  expect(screen.getByRole("status").textContent).toBe("");
  act(() => (document.activeElement as HTMLElement).blur());
  act(() => viewActions("sample").choose(7));
  expect(screen.getByRole("status").textContent).toContain("Done");
  expect(screen.queryByRole("button", { name: "Do it for me" })).toBeNull();
  expect(document.activeElement).toBe(document.body);
  act(() => viewActions("sample").choose(null));
  expect(screen.getByRole("status").textContent).toContain("Done");
});

test("Escape leaves it; it is remembered as seen", async () => {
  await start();
  fireEvent.keyDown(document.activeElement!, { key: "Escape" });
  expect(screen.queryByRole("dialog", { name: "Tour" })).toBeNull();
  expect(notices()).toEqual(["Help → Take the tour brings it back."]);
  await waitFor(() => expect(useLayout.getState().flags.tourSeen).toBe(true));
});

test("it waits while another tab is in front, and does not take the focus there", async () => {
  await start();
  act(() => (document.activeElement as HTMLElement).blur());
  act(() => addTab(OTHER, true));
  await heading("The tour waits");
  expect(document.activeElement).toBe(document.body);
  fireEvent.click(screen.getByRole("button", { name: "Back to the sample" }));
  expect(useSources.getState().activeId).toBe("sample");
  const title = await heading("What is in it?");
  await waitFor(() => expect(document.activeElement).toBe(title));
});

test("closing the sample ends it, said once", async () => {
  await start();
  act(() => removeTab("sample"));
  expect(screen.queryByRole("dialog", { name: "Tour" })).toBeNull();
  act(() => addTab(OTHER, true));
  expect(notices()).toEqual(["The tour ended with its sample. Help → Take the tour starts it again."]);
});

test("asked for again while it runs, it takes the focus and stays at its step", async () => {
  await start();
  fireEvent.click(screen.getByRole("button", { name: "Next" }));
  act(() => (document.activeElement as HTMLElement).blur());
  act(() => runCommand("tour"));
  const title = await heading("Find a node");
  await waitFor(() => expect(document.activeElement).toBe(title));
});
