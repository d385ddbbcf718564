import { expect, test } from "vitest";
import { makeDrawing, makeLinks, makeNode } from "../testing/make-drawing.ts";
import { linkAt, nodeAt, nodesIn } from "./hits.ts";

// Boxes of 100 × 40: 1 at the left, 2 at the right, 3 over a corner of 2.
const drawing = makeDrawing(
  [
    [makeNode(1, "data"), { x: 0, y: 0 }],
    [makeNode(2, "calculation"), { x: 400, y: 0 }],
    [makeNode(3, "data"), { x: 440, y: 30 }],
  ],
  makeLinks([
    [1, "input_calc", 2],
    [2, "create", 1],
  ]),
);

test("a node is hit inside its box, the one painted last before the others", () => {
  expect(nodeAt(drawing, { x: 49, y: -19 })).toBe(1);
  expect(nodeAt(drawing, { x: 51, y: 0 })).toBeNull();
  expect(nodeAt(drawing, { x: 430, y: 15 })).toBe(3);
});

test("a link is hit along its curve, the nearest of several", () => {
  expect(linkAt(drawing, { x: 200, y: 3 }, 8)).toBe(1);
  expect(linkAt(drawing, { x: 200, y: -52 }, 8)).toBe(2); // the loop back, over both boxes
  expect(linkAt(drawing, { x: 200, y: 200 }, 8)).toBeNull();
});

test("a box takes what it touches, from whichever corner it was drawn", () => {
  expect(nodesIn(drawing, { x: 445, y: 100 }, { x: 360, y: 15 })).toEqual([2, 3]);
  expect(nodesIn(drawing, { x: -200, y: -200 }, { x: 800, y: 200 })).toEqual([1, 2, 3]);
  expect(nodesIn(drawing, { x: 100, y: 0 }, { x: 200, y: 10 })).toEqual([]);
});
