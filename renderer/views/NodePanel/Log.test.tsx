// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { removeTab } from "../../state/sources.ts";
import { hostForTest, openSourceForTest, renderInSource } from "../../testing/window-for-test.tsx";
import { Log } from "./Log.tsx";
import { failedNode } from "./testing.ts";

const LEVELS = ["REPORT", "WARNING", "CUSTOM"];
configure({ asyncUtilTimeout: 10_000 }); // a busy machine takes its time over hundreds of records
let asked: [string, unknown][];
beforeEach(() => {
  asked = hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("one");
  forgetView("one");
});

/** A log of `own` records of node 7 and as many of node 8, which it called. */
function show(own: number) {
  const record = (at: number, nodeId: number) => ({
    time: "2026-11-22 00:56:12.000000",
    level: LEVELS[at % LEVELS.length]!,
    logger: "aiida",
    message: `record ${at} of ${nodeId}\u001b[2J`,
    nodeId,
    nodeTitle: nodeId === 7 ? "PwBaseWorkChain" : "PwCalculation",
  });
  const range = Array.from({ length: own }, (_, at) => at);
  openSourceForTest("one", "si.aiida", {
    "node.log": ({ called, offset = 0, limit = 500 }) => {
      const all = range.flatMap((at) => [record(at, 7), ...(called ? [record(at, 8)] : [])]);
      return { total: all.length, entries: all.slice(offset, offset + limit) };
    },
  });
  renderInSource("one", <Log node={failedNode(7)} />);
}

test("records of called processes are there, lead there, and can be left out", async () => {
  show(2);
  expect(await screen.findByText("record 0 of 8\\x1b[2J")).toBeDefined();
  fireEvent.click(screen.getAllByRole("button", { name: "PwCalculation" })[0]!);
  expect(viewOf("one").getState().focusedId).toBe(8);
  fireEvent.click(screen.getByRole("checkbox", { name: "Include called processes" }));
  await waitFor(() => expect(screen.queryByText(/of 8/)).toBeNull());
  expect(await screen.findAllByText(/^record \d of 7/)).toHaveLength(2);
});

test("a least level hides milder records, counts them, and keeps unknown levels", async () => {
  show(3);
  await screen.findByText(/^record 0 of 7/);
  fireEvent.keyDown(screen.getByRole("combobox", { name: "Least level" }), { key: "Enter" });
  fireEvent.keyDown(screen.getByRole("option", { name: "WARNING and above" }), { key: "Enter" });
  expect(screen.queryByText(/^record 0/)).toBeNull();
  expect(screen.getAllByText(/^record 2/)).toHaveLength(2);
  expect(screen.getByText("4 of 6 shown")).toBeDefined();
});

test("pages follow on demand; Copy all takes those not yet on screen too", async () => {
  show(600);
  expect(await screen.findByText("500 of 1,200 shown")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByText("1,000 of 1,200 shown")).toBeDefined();
  fireEvent.click(screen.getByRole("button", { name: "Copy all" }));
  await waitFor(() => expect(asked).toHaveLength(1));
  const { text } = asked[0]![1] as { text: string };
  expect(text.split("\n")).toHaveLength(1200);
  expect(text.split("\n")[1]).toBe("2026-11-22 00:56:12 [8 | REPORT]: record 0 of 8\\x1b[2J");
});
