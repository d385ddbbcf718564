import { expect, test } from "vitest";
import { openingView, READABLE_ZOOM } from "./opening-view.ts";
import { makeDrawing, makeNode } from "./testing/make-drawing.ts";

const size = { width: 800, height: 500 };
const row = (count: number, failedAt = -1) => [
  ...makeDrawing(
    Array.from({ length: count }, (_, k) => [
      makeNode(k, "calculation", { exitStatus: k === failedAt ? 1 : 0 }),
      { x: k * 200, y: 0 },
    ]),
    [],
  ).nodes.values(),
];

test("what fits is shown whole, never larger than life", () => {
  expect(openingView(row(2), size)).toMatchObject({ zoom: 1, x: 100, y: 0, showsAll: true });
});

test("what does not fit is shown where time begins, large enough to read", () => {
  const view = openingView(row(40), size);
  expect(view).toMatchObject({ zoom: READABLE_ZOOM, showsAll: false });
  expect(view.x - size.width / 2 / view.zoom).toBeLessThan(-49);
});

test("a failed process is in the first view", () => {
  const view = openingView(row(40, 30), size);
  expect(Math.abs(30 * 200 - view.x)).toBeLessThan(size.width / 2 / view.zoom);
});

test("an empty picture has a view too", () => {
  expect(openingView([], size)).toMatchObject({ x: 0, y: 0 });
});
