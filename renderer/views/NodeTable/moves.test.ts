import fc from "fast-check";
import { expect, test } from "vitest";
import { nextIndex, rangeOf, toggledMark } from "./moves.ts";

test.each([
  ["ArrowDown", 3, 4],
  ["ArrowDown", 9, 9],
  ["ArrowUp", 3, 2],
  ["ArrowUp", 0, 0],
  ["PageDown", 3, 7],
  ["PageDown", 8, 9],
  ["PageUp", 3, 0],
  ["Home", 5, 0],
  ["End", 5, 9],
  ["ArrowDown", -1, 0],
  ["ArrowUp", -1, 9],
  ["PageUp", -1, null],
  ["x", 3, null],
])("%s from row %i of ten leads to %s", (key, from, to) => {
  expect(nextIndex(key, from, 10, 4)).toBe(to);
});

test("no key leads anywhere in an empty list", () => {
  expect(["Home", "End", "ArrowDown"].map((key) => nextIndex(key, -1, 0, 4))).toEqual([null, null, null]);
});

test("a key always leads to a row of the list", () => {
  const keys = fc.constantFrom("Home", "End", "ArrowUp", "ArrowDown", "PageUp", "PageDown");
  fc.assert(
    fc.property(keys, fc.nat(50), fc.integer({ min: 1, max: 30 }), fc.nat(49), (key, page, count, at) => {
      const next = nextIndex(key, Math.min(at, count - 1), count, page);
      expect(next).toBeGreaterThanOrEqual(0);
      expect(next).toBeLessThan(count);
    }),
  );
});

test("a range holds both ends, in the order of the list, whichever was chosen first", () => {
  const nodeIds = Int32Array.of(9, 4, 7, 1);
  expect([...rangeOf(nodeIds, 1, 3)]).toEqual([4, 7, 1]);
  expect([...rangeOf(nodeIds, 3, 1)]).toEqual([4, 7, 1]);
  expect([...rangeOf(nodeIds, 2, 2)]).toEqual([7]);
});

test("a mark set twice is gone; a new one is the last", () => {
  expect(toggledMark(new Set([1, 2]), 3)).toEqual([1, 2, 3]);
  expect(toggledMark(new Set([1, 2, 3]), 1)).toEqual([2, 3]);
});
