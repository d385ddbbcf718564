import cytoscape from "cytoscape";
import { expect, test } from "vitest";
import { makeDrawing, makeLinks, makeNode } from "./testing/make-drawing.ts";
import { toElements } from "./to-elements.ts";

const drawing = makeDrawing(
  [
    [makeNode(1, "data"), { x: 10, y: 20 }],
    [makeNode(2, "calculation"), { x: 300, y: 20 }],
  ],
  makeLinks([
    [1, "input_calc", 2],
    [2, "create", 1],
  ]),
);

test("cytoscape takes nodes and links at their places, numbers of both may be equal", () => {
  const cy = cytoscape({
    headless: true,
    layout: { name: "preset" },
    elements: toElements(drawing.nodes.values(), drawing.links.values()),
  });
  expect(cy.nodes().map((node) => [node.data("nodeId"), node.position()])).toEqual([
    [1, { x: 10, y: 20 }],
    [2, { x: 300, y: 20 }],
  ]);
  expect(
    cy
      .edges()
      .map((edge) => [edge.source().data("nodeId"), edge.data("linkType"), edge.target().data("nodeId")]),
  ).toEqual([
    [1, "input_calc", 2],
    [2, "create", 1],
  ]);
  cy.destroy();
});
