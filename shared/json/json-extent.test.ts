import fc from "fast-check";
import { expect, test } from "vitest";
import { jsonExtent } from "./json-extent.ts";

const unbounded = { maxValues: Infinity, maxDepth: Infinity };

function depthOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

function valuesOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return 1 + Object.values(value).reduce((sum: number, item) => sum + valuesOf(item), 0);
}

test("the depth is exact, and no value is left uncounted", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const extent = jsonExtent(JSON.stringify(value), unbounded);
      expect(extent.depth).toBe(depthOf(value));
      expect(extent.values).toBeGreaterThanOrEqual(valuesOf(value));
      expect(extent.values).toBeLessThanOrEqual(2 * valuesOf(value));
    }),
  );
});

test("commas, brackets and quotes inside of strings are text", () => {
  expect(jsonExtent(String.raw`{"a,[{\"": "b\\"}`, unbounded)).toEqual({ values: 2, depth: 1 });
});

test("it stops at a bound", () => {
  expect(jsonExtent("[".repeat(1_000_000), { maxValues: 2_000_000, maxDepth: 100 }).depth).toBe(101);
  expect(jsonExtent(`[${"1,".repeat(1_000_000)}`, { maxValues: 50, maxDepth: 100 }).values).toBe(51);
});

test("a text that is no JSON ends it too", () => {
  expect(jsonExtent('["', unbounded)).toEqual({ values: 2, depth: 1 });
  expect(jsonExtent("]]]}", unbounded)).toEqual({ values: 1, depth: 0 });
});
