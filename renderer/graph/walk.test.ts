import { expect, test } from "vitest";
import { makeDrawing, makeLinks, makeNode } from "./testing/make-drawing.ts";
import { NOWHERE, walk, type WalkKey, type WalkState } from "./walk.ts";

//        ┌─→ 3
// 1 ─→ 2 ┼─→ 4 ─→ 6
//        └─→ 5          7 (under 1)
const drawing = makeDrawing(
  [
    [makeNode(1, "data"), { x: 0, y: 0 }],
    [makeNode(2, "calculation"), { x: 200, y: 0 }],
    [makeNode(3, "data"), { x: 400, y: -60 }],
    [makeNode(4, "data"), { x: 400, y: 0 }],
    [makeNode(5, "data"), { x: 400, y: 60 }],
    [makeNode(6, "calculation"), { x: 600, y: 0 }],
    [makeNode(7, "data"), { x: 0, y: 60 }],
  ],
  makeLinks([
    [1, "input_calc", 2],
    [2, "create", 3],
    [2, "create", 4],
    [2, "create", 5],
    [4, "input_calc", 6],
  ]),
);

function press(from: WalkState, ...keys: WalkKey[]): number | null {
  return keys.reduce((state, key) => walk(state, key, drawing), from).cursorId;
}
const at = (cursorId: number): WalkState => ({ cursorId, cameFrom: null });

test("a walk begins at the upper left", () => {
  expect(press(NOWHERE, "right")).toBe(1);
});

test("Right follows outgoing links to the nearest in height, Left comes back", () => {
  expect(press(at(1), "right", "right")).toBe(4);
  expect(press(at(1), "right", "right", "right")).toBe(6);
  expect(press(at(6), "left", "left", "left")).toBe(1);
});

test("Up and Down go among the targets of the node we came from", () => {
  expect(press(at(2), "right", "down")).toBe(5);
  expect(press(at(2), "right", "up")).toBe(3);
  expect(press(at(2), "right", "down", "left")).toBe(2);
});

test("without a link behind us Up and Down stay in the column", () => {
  expect(press(at(1), "down")).toBe(7);
  expect(press(at(3), "down", "down")).toBe(5);
});

test("where nothing follows, we stay", () => {
  expect(press(at(6), "right")).toBe(6);
  expect(press(at(7), "down")).toBe(7);
});

test("a node that is no longer drawn is no place to walk from", () => {
  expect(press(at(99), "left")).toBe(1);
});
