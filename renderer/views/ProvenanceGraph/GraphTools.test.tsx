// @vitest-environment happy-dom
import { cleanup, fireEvent, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { forgetView, viewOf } from "../../state/source-view.ts";
import { renderInSource } from "../../testing/window-for-test.tsx";
import { GraphTools } from "./GraphTools.tsx";

const SOURCE = "s1";
beforeEach(() => {
  renderInSource(SOURCE, <GraphTools />);
});
afterEach(() => {
  cleanup();
  forgetView(SOURCE);
});

test("the view is chosen by radios, with the arrow keys too", () => {
  const view = screen.getByRole("radiogroup", { name: "View" });
  expect(within(view).getByRole("radio", { name: "Split", checked: true })).toBeTruthy();
  fireEvent.click(within(view).getByRole("radio", { name: "Graph" }));
  expect(viewOf(SOURCE).getState().mode).toBe("graph");
  fireEvent.keyDown(within(view).getByRole("radio", { name: "Graph" }), { key: "ArrowRight" });
  expect(viewOf(SOURCE).getState().mode).toBe("table");
});

test("with the table alone only the view is to be chosen", () => {
  fireEvent.click(screen.getByRole("radio", { name: "Table" }));
  expect(screen.getByRole("radiogroup", { name: "View" })).toBeTruthy();
  expect(screen.queryByRole("toolbar", { name: "Graph tools" })).toBeNull();
});

test("the toolbar has its buttons", () => {
  const tools = screen.getByRole("toolbar", { name: "Graph tools" });
  const names = ["Show ancestors", "Show descendants", "Zoom out", "Zoom in", "Fit", "Save picture…"];
  for (const name of names) expect(within(tools).getByRole("button", { name })).toBeTruthy();
});

test("provenance and depth go into the view", () => {
  fireEvent.click(screen.getByRole("radio", { name: "Logical" }));
  expect(screen.queryByRole("option")).toBeNull();
  fireEvent.keyDown(screen.getByRole("combobox", { name: "Depth" }), { key: "Enter" });
  fireEvent.keyDown(screen.getByRole("option", { name: "Depth 3" }), { key: "Enter" });
  expect(viewOf(SOURCE).getState()).toMatchObject({ provenance: "logical", depth: 3 });
});

test("link types are switched one by one", () => {
  fireEvent.click(screen.getByRole("button", { name: "More graph tools" }));
  fireEvent.click(screen.getByRole("checkbox", { name: "input_work" }));
  expect(viewOf(SOURCE).getState().linkTypes.has("input_work")).toBe(false);
  fireEvent.click(screen.getByRole("button", { name: "All link types" }));
  expect(viewOf(SOURCE).getState().linkTypes.size).toBe(6);
});
