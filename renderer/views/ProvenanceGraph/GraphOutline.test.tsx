// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { makeDrawing, makeLinks, makeNode } from "../../graph/testing/make-drawing.ts";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { inSource, renderInSource } from "../../testing/window-for-test.tsx";
import { boardOf } from "./graph-boards.ts";
import { GraphOutline } from "./GraphOutline.tsx";

const SOURCE = "s1";
const drawing = makeDrawing(
  [
    [makeNode(1, "data", { label: "Si diamond" }), { x: 0, y: 0 }],
    [makeNode(2, "calculation", { processLabel: "PwCalculation" }), { x: 200, y: 0 }],
    [makeNode(3, "data", { label: "<b>results</b>" }), { x: 400, y: 0 }],
  ],
  makeLinks([
    [1, "input_calc", 2],
    [2, "create", 3],
  ]),
);
afterEach(() => {
  cleanup();
  forgetView(SOURCE);
});

function renderOutline() {
  renderInSource(SOURCE, <GraphOutline drawing={drawing} board={boardOf(SOURCE)} />);
  return within(screen.getByRole("tree", { name: "Graph outline" }));
}

test("every drawn node is an item, named by class, label and PK, as text", () => {
  const names = renderOutline()
    .getAllByRole("treeitem")
    .map((item) => item.getAttribute("aria-label"));
  expect(names).toEqual(["Dict Si diamond (1)", "PwCalculation (2)", "Dict <b>results</b> (3)"]);
});

test("an item chooses its node, and says so", () => {
  const tree = renderOutline();
  fireEvent.click(tree.getByRole("treeitem", { name: "PwCalculation (2)" }));
  expect(viewOf(SOURCE).getState().focusedId).toBe(2);
  expect(tree.getByRole("treeitem", { selected: true }).getAttribute("aria-label")).toBe("PwCalculation (2)");
});

test("a line keeps the focus where others come before it, whatever part it falls into", () => {
  const many = Array.from({ length: 200 }, (_, i) => i + 1);
  const drawn = (nodeIds: number[]) =>
    makeDrawing(
      nodeIds.map((id) => [makeNode(id, "data"), { x: 0, y: id }]),
      [],
    );
  const view = (nodeIds: number[]) => <GraphOutline drawing={drawn(nodeIds)} board={boardOf(SOURCE)} />;
  const { rerender } = renderInSource(SOURCE, view(many.slice(100)));
  const tree = within(screen.getByRole("tree", { name: "Graph outline" }));
  for (const nodeId of [101, 150, 200]) {
    rerender(inSource(SOURCE, view(many.slice(100))));
    tree.getByRole("treeitem", { name: `Dict (${nodeId})` }).focus();
    rerender(inSource(SOURCE, view(many)));
    expect(tree.getAllByRole("treeitem")).toHaveLength(200);
    expect(document.activeElement?.getAttribute("aria-label")).toBe(`Dict (${nodeId})`);
  }
});

test("arrow keys move in the tree, Enter chooses", () => {
  const tree = renderOutline();
  const first = tree.getByRole("treeitem", { name: "Dict Si diamond (1)" });
  first.focus();
  fireEvent.keyDown(first, { key: "ArrowDown" });
  expect(document.activeElement?.getAttribute("aria-label")).toBe("PwCalculation (2)");
  fireEvent.keyDown(document.activeElement!, { key: "ArrowRight" });
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Dict <b>results</b> (3)");
  fireEvent.keyDown(document.activeElement!, { key: "ArrowLeft" });
  fireEvent.keyDown(document.activeElement!, { key: "Enter" });
  expect(viewOf(SOURCE).getState().focusedId).toBe(2);
});
