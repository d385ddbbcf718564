import { expect, test } from "vitest";
import { withoutPadding } from "./without-padding.ts";

test("NULs at the end go, others stay", () => {
  expect(["", "\0", "a", "a\0\0", "\0a\0", "a\0b"].map(withoutPadding)).toEqual([
    "",
    "",
    "a",
    "a",
    "\0a",
    "a\0b",
  ]);
});

test("of millions of NULs before a letter it makes no work", () => {
  const text = `${"\0".repeat(4_000_000)}a`;
  expect(withoutPadding(text)).toBe(text);
});
