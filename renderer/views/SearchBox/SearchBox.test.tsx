// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../../commands/commands.ts";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import type { SearchRow } from "./search-results.ts";
import { SearchBox } from "./SearchBox.tsx";

function row(nodeId: number): SearchRow {
  return {
    nodeId,
    uuid: `${String(nodeId).padStart(8, "0")}-8d0e-4c44-9d5c-2b6d0c1f7a11`,
    nodeType: "process.calculation.calcjob.CalcJobNode.",
    processType: null,
    processLabel: "PwCalculation",
    label: `run ${nodeId}`,
    description: "",
    ctime: "2026-11-22 00:53:04.000000",
    mtime: "2026-11-22 00:53:04.000000",
    processState: "finished",
    exitStatus: 410,
    user: "ada.marlow@example.org",
    computer: null,
  };
}

let asked: { text: string; limit: number | undefined }[];
beforeEach(() => {
  asked = [];
  HTMLElement.prototype.scrollIntoView = () => {};
  hostForTest();
  openSourceForTest("one", "si.aiida", {
    "nodes.search": ({ text, limitPerKind }) => {
      asked.push({ text, limit: limitPerKind });
      if (text === "nothing") return [];
      const count = limitPerKind === 8 ? 8 : 20;
      const rows = Array.from({ length: count }, (_, i) => row(i + 1));
      return [
        { kind: "pk", total: 1, rows: [row(50)] },
        { kind: "label", total: 20, rows },
      ];
    },
  });
  renderInSource("one", <SearchBox />);
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

const field = () => screen.getByRole("combobox", { name: "Search nodes" });
const type = (value: string) => fireEvent.change(field(), { target: { value } });
const press = (key: string) => fireEvent.keyDown(field(), { key });
const active = () =>
  document.getElementById(field().getAttribute("aria-activedescendant") ?? "")?.textContent ?? "";

test("results stand by kind, with how many there are of each", async () => {
  type("pw");
  const options = await screen.findAllByRole("option");
  expect(options).toHaveLength(10);
  expect(screen.getByRole("group", { name: "PK" })).toBeTruthy();
  expect(screen.getByText("8 of 20")).toBeTruthy();
  expect(
    screen.getByRole("option", { name: "PwCalculation run 50 Finished [410] 00000050 50" }),
  ).toBeTruthy();
  expect(field().getAttribute("aria-expanded")).toBe("true");
});

test("arrow keys walk, Enter goes to the node and centres it", async () => {
  type("pw");
  await screen.findAllByRole("option");
  expect(active()).toContain("run 50");
  press("ArrowDown");
  expect(active()).toContain("run 1");
  press("Enter");
  expect(viewOf("one").getState()).toMatchObject({ focusedId: 1, center: { nodeId: 1 } });
  expect(field().getAttribute("aria-expanded")).toBe("false");
});

test("Enter pressed before the answer is there goes to the first result when it comes", async () => {
  type("50");
  press("Enter");
  await waitFor(() => expect(viewOf("one").getState().focusedId).toBe(50));
  expect(asked.map(({ text }) => text)).toEqual(["50"]);
});

test("typing on after that Enter takes it back", async () => {
  type("50");
  press("Enter");
  type("501");
  await screen.findAllByRole("option");
  expect(viewOf("one").getState().focusedId).toBeNull();
});

test("the last line of a kind lists the rest", async () => {
  type("pw");
  fireEvent.click(await screen.findByRole("option", { name: "12 more…" }));
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(21));
  expect(asked.at(-1)).toEqual({ text: "pw", limit: 100 });
  expect(viewOf("one").getState().focusedId).toBeNull();
});

test("when nothing matches it says so, and Escape closes", async () => {
  type("nothing");
  await screen.findByText(/^Nothing matches “nothing”\. Search looks at/);
  press("Enter");
  press("Escape");
  expect(field().getAttribute("aria-expanded")).toBe("false");
});

test("the command for it puts the focus into the field", () => {
  act(() => runCommand("find"));
  expect(document.activeElement).toBe(field());
});
