import { expect, test } from "vitest";
import { LINK_TYPES } from "../../shared/model/link.ts";
import { type ProvenanceView, viewOfProvenance } from "./provenance-view.ts";
import { makeLinks, makeNode } from "./testing/make-drawing.ts";

// 1 ─input_calc→ 2 (called by none) ─create→ 3 ─input_work→ 4 ─call_calc→ 5 ─create→ 6 (returned), 7 (only 5's)
const nodes = [
  makeNode(1, "data"),
  makeNode(2, "calculation"),
  makeNode(3, "data"),
  makeNode(4, "workflow"),
  makeNode(5, "calculation"),
  makeNode(6, "data"),
  makeNode(7, "data"),
  makeNode(8, "code"), // linked with nothing
  makeNode(9, "data"), // given to the workflow alone
];
const links = makeLinks([
  [1, "input_calc", 2],
  [2, "create", 3],
  [3, "input_work", 4],
  [4, "call_calc", 5],
  [3, "input_calc", 5],
  [5, "create", 6],
  [4, "return", 6],
  [5, "create", 7],
  [9, "input_work", 4],
]);

function seen(view: ProvenanceView, linkTypes = new Set(LINK_TYPES)) {
  const picture = viewOfProvenance(nodes, links, view, linkTypes);
  return [picture.nodes.map((node) => node.nodeId), picture.links.map((link) => link.linkId)];
}

test("all shows everything", () => {
  expect(seen("all")).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
  ]);
});

test("data: calculations and their data, no workflow and nothing that only a workflow was given", () => {
  expect(seen("data")).toEqual([
    [1, 2, 3, 5, 6, 7, 8],
    [1, 2, 5, 6, 8],
  ]);
});

test("logical: workflows, what stands on their level, and nothing from inside them", () => {
  expect(seen("logical")).toEqual([
    [1, 2, 3, 4, 6, 8, 9],
    [1, 2, 3, 7, 9],
  ]);
});

test("call: processes and calls", () => {
  expect(seen("call")).toEqual([[2, 4, 5], [4]]);
});

test("a link type that is off hides its links and no node", () => {
  expect(seen("all", new Set(["create"]))).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8, 9],
    [2, 6, 8],
  ]);
});
