import { expect, test } from "vitest";
import { countOf, formatBytes } from "./number-text.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1 kB"],
  [412_345, "412 kB"],
  [999_499, "999 kB"],
  [999_500, "1 MB"],
  [5_120_000, "5.1 MB"],
  [12_100_000_000, "12.1 GB"],
  [5e15, "5000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("one is singular", () => {
  expect([countOf(0, "node"), countOf(1, "node"), countOf(1204, "node")]).toEqual([
    "0 nodes",
    "1 node",
    "1,204 nodes",
  ]);
});
