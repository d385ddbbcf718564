// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeTab } from "../../../state/sources.ts";
import {
  hostForTest,
  openSourceForTest,
  renderInSource,
  sizeForTest,
} from "../../../testing/window-for-test.tsx";
import { JsonTab } from "./JsonTab.tsx";

let asked: [string, unknown][];

beforeEach(() => {
  sizeForTest(320, 600);
  asked = hostForTest();
});
afterEach(() => {
  cleanup();
  removeTab("s");
});

function show(text: string, tooLong = false) {
  openSourceForTest("s", "s.aiida", {
    "node.json": () => ({ text, bytes: text.length || 99_000_000, tooLong }),
  });
  return renderInSource("s", <JsonTab nodeId={1} column="extras" />);
}

test("shows every value as stored, with levels and counts", async () => {
  show('{"big": 1152921504606846976, "f": 10.0, "d": {"s": "a\\u00e9\\nb", "l": []}}');
  expect(await screen.findByText("1152921504606846976")).toBeTruthy();
  expect(screen.getByText("10.0")).toBeTruthy();
  expect(screen.getByText("{2}")).toBeTruthy();
  expect(screen.getByText("[0]")).toBeTruthy();
  expect(screen.getByText('"aé\\nb"')).toBeTruthy();
  const items = screen.getAllByRole("treeitem");
  expect(items.map((item) => item.getAttribute("aria-level"))).toEqual(["1", "1", "1", "2", "2"]);
  expect(items[2]?.getAttribute("aria-setsize")).toBe("3");
  expect(items[2]?.getAttribute("aria-expanded")).toBe("true");
});

test("keys close and open a container, and copying gives the value and its path", async () => {
  show('{"d": {"s": 1.50}, "e": 2}');
  await screen.findByText("1.50");
  const tree = screen.getByRole("tree", { name: "Extras" });
  fireEvent.focus(tree);
  fireEvent.keyDown(tree, { key: "ArrowLeft" });
  expect(screen.getAllByRole("treeitem")).toHaveLength(2);
  fireEvent.keyDown(tree, { key: "ArrowRight" });
  fireEvent.keyDown(tree, { key: "ArrowRight" });
  expect(within(tree).getByRole("treeitem", { selected: true }).textContent).toBe("s1.50");
  fireEvent.click(screen.getByRole("button", { name: "Copy path" }));
  fireEvent.click(screen.getByRole("button", { name: "Copy value" }));
  await screen.findAllByTitle("Copied");
  const copied = asked.filter(([name]) => name === "clipboard.write").map(([, input]) => input);
  expect(copied).toEqual([{ text: "d.s" }, { text: "1.50" }]);
});

test("finds keys and values and walks through the matches", async () => {
  show('{"energy": 1, "x": {"y": {"z": "Energy"}}, "w": 2}');
  const field = await screen.findByPlaceholderText("Find in extras");
  fireEvent.click(screen.getByRole("button", { name: "Collapse all" }));
  fireEvent.change(field, { target: { value: "ENERGY" } });
  expect(await screen.findByText("1 of 2")).toBeTruthy();
  fireEvent.keyDown(field, { key: "Enter" });
  expect(await screen.findByText("2 of 2")).toBeTruthy();
  expect(screen.getByRole("treeitem", { selected: true }).getAttribute("aria-level")).toBe("3");
  fireEvent.keyDown(field, { key: "Enter", shiftKey: true });
  expect(await screen.findByText("1 of 2")).toBeTruthy();
  fireEvent.change(field, { target: { value: "nothing" } });
  expect(await screen.findByText("no match")).toBeTruthy();
});

test("says in words that there is nothing, too much, or no JSON", async () => {
  const { unmount } = show("{}");
  expect(await screen.findByText(/^No extras\. Fields that/)).toBeTruthy();
  unmount();
  removeTab("s");
  show("", true);
  expect(await screen.findByText(/The extras take 99 MB/)).toBeTruthy();
  cleanup();
  removeTab("s");
  show('{"a": <b>');
  expect(await screen.findByText(/not well-formed JSON/)).toBeTruthy();
  expect(screen.getByText('{"a": <b>')).toBeTruthy();
});

test("a hundred thousand keys are no more rows than fit", async () => {
  show(`{${Array.from({ length: 100_000 }, (_, i) => `"key${i}": ${i}`).join(", ")}}`);
  await screen.findByText("key0");
  expect(screen.getAllByRole("treeitem").length).toBeLessThan(80);
  fireEvent.keyDown(screen.getByRole("tree"), { key: "End" });
  expect(await screen.findByText("key99999")).toBeTruthy();
});
