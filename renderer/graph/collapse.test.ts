import { expect, test } from "vitest";
import { collapsedBy } from "./collapse.ts";
import { makeLinks, makeNode } from "./testing/make-drawing.ts";

// 1 ─input_work→ 2 ─call_work→ 3 ─call_calc→ 4 ─create→ 5 (only 4's), 6 (returned by 2)
// 7 ─input_calc→ 4 (only 4's), 8 ─input_calc→ 4 and 9 (another calculation)
const nodes = [
  makeNode(1, "data"),
  makeNode(2, "workflow"),
  makeNode(3, "workflow"),
  makeNode(4, "calculation"),
  makeNode(5, "data"),
  makeNode(6, "data"),
  makeNode(7, "data"),
  makeNode(8, "data"),
  makeNode(9, "calculation"),
];
const links = makeLinks([
  [1, "input_work", 2],
  [2, "call_work", 3],
  [3, "call_calc", 4],
  [4, "create", 5],
  [4, "create", 6],
  [2, "return", 6],
  [7, "input_calc", 4],
  [8, "input_calc", 4],
  [8, "input_calc", 9],
]);

test("a work chain loses what it called at any depth and the data that only those knew", () => {
  expect([...collapsedBy(2, nodes, links)].sort()).toEqual([3, 4, 5, 7]);
});

test("a calculation loses the data that are linked with nothing else", () => {
  expect([...collapsedBy(4, nodes, links)].sort()).toEqual([5, 7]);
});

test("there is nothing to close on data between processes", () => {
  expect([...collapsedBy(8, nodes, links)]).toEqual([9]);
  expect([...collapsedBy(6, nodes, links)]).toEqual([]);
});

test("a circle of calls, which no real archive has, ends", () => {
  const circle = makeLinks([
    [2, "call_work", 3],
    [3, "call_work", 2],
  ]);
  expect([...collapsedBy(2, nodes, circle)]).toEqual([3]);
});
