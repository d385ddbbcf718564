import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, shuffled(member)]),
  );
};

test("the order of keys and blanks make no difference, and everything else does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const text = JSON.stringify(one);
      expect(canonicalJson(JSON.stringify(shuffled(JSON.parse(text)), null, 2))).toBe(canonicalJson(text));
      const isSame = canonicalJson(JSON.stringify(other)) === canonicalJson(text);
      if (isSame) expect(JSON.parse(JSON.stringify(other))).toEqual(JSON.parse(text));
    }),
  );
});

test("numbers are compared as they stand, escapes by what they say", () => {
  expect(canonicalJson("10.0")).not.toBe(canonicalJson("10"));
  expect(canonicalJson('"\\u00e9"')).toBe(canonicalJson('"é"'));
  expect(canonicalJson("{broken")).toBe("{broken");
});
