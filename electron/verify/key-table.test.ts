import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyTable } from "./key-table.ts";

const keyOf = (text: string) => createHash("sha256").update(text).digest("hex");

test("finds each key at the position it came at, and no other key", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), fc.string(), (texts, other) => {
      const keys = texts.map(keyOf);
      const table = KeyTable.from(KeyTable.of(keys, keys.length).shared);
      keys.forEach((key, position) => {
        expect(table.find(key)).toBe(position);
        expect(table.key(position)).toBe(key);
      });
      expect(table.find(keyOf(other))).toBe(keys.indexOf(keyOf(other)));
    }),
  );
});

test("keys that differ in one digit only are told apart; a repeated one keeps its first position", () => {
  const keys = Array.from({ length: 16 }, (_, digit) => digit.toString(16) + "0".repeat(63));
  const more = Array.from({ length: 16 }, (_, digit) => "0".repeat(63) + digit.toString(16)).slice(1);
  const all = [...keys, ...more];
  const table = KeyTable.of([...all, ...all], all.length * 2);
  expect(table.shared.count).toBe(all.length);
  expect(all.map((key) => table.find(key))).toEqual(all.map((_, position) => position));
});

test("an empty table finds nothing", () => {
  expect(KeyTable.of([], 0).find(keyOf("x"))).toBe(-1);
});
