import { expect, test } from "vitest";
import { lossWords } from "./losses.ts";

const NONE = { rowsSkipped: 0, linksDropped: 0, nodesWithoutFiles: 0 };

test("all three counts are told, nothing as 0", () => {
  expect(lossWords(NONE)).toBe("0 nodes without files, 0 links dropped, 0 rows skipped");
});

test("one is one, thousands are grouped, values are told where there are any", () => {
  expect(lossWords({ rowsSkipped: 1, linksDropped: 12_345, nodesWithoutFiles: 1, valuesEmptied: 2 })).toBe(
    "1 node without files, 12,345 links dropped, 1 row skipped, 2 values emptied",
  );
});

test("what could not be counted to its end is the least", () => {
  expect(lossWords({ ...NONE, rowsSkipped: 7, isAtLeast: true })).toBe(
    "at least 0 nodes without files, 0 links dropped, 7 rows skipped",
  );
});
