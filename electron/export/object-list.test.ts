import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { ObjectList } from "./object-list.ts";

const keys = ["a", "b", "c"].map((text) => createHash("sha256").update(text).digest("hex"));

test("objects come back as they were given, in their order", () => {
  const list = new ObjectList(
    3,
    keys.map((key, position) => [key, position * 2 ** 40] as const),
  );
  expect([0, 1, 2].map((position) => [list.key(position), list.size(position)])).toEqual(
    keys.map((key, position) => [key, position * 2 ** 40]),
  );
  expect([list.length, list.totalBytes]).toEqual([3, 3 * 2 ** 40]);
  expect(new ObjectList(0, []).totalBytes).toBe(0);
});

test.each([
  ["fewer than announced", 4, keys],
  ["more than announced", 2, keys],
  ["what is no key", 1, ["../etc/passwd"]],
  ["capitals, which would come back small", 1, [keys[0]!.toUpperCase()]],
])("%s are refused", (_, length, given) => {
  expect(
    () =>
      new ObjectList(
        length,
        given.map((key) => [key, 1] as const),
      ),
  ).toThrow();
});
