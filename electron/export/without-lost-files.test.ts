import { expect, test } from "vitest";
import { withoutLostFiles } from "./without-lost-files.ts";

const isLost = (key: string) => key.startsWith("lost");

test("lost files go, the others and their folders stay", () => {
  const metadata =
    '{"o": {"a": {"k": "lost1"}, "b": {"k": "2"}, "d": {"o": {"c": {"k": "lost2"}}}, "e": {}}}';
  expect(JSON.parse(withoutLostFiles(metadata, isLost))).toEqual({ o: { b: { k: "2" }, d: {}, e: {} } });
});

test("what has lost nothing stays as it is written", () => {
  for (const metadata of ['{"o":  {"b": {"k": "2"}}}', "{}", "not JSON", "null"]) {
    expect(withoutLostFiles(metadata, isLost)).toBe(metadata);
  }
});

test("a node that has lost all of its files has none", () => {
  expect(withoutLostFiles('{"o": {"a": {"k": "lost"}}}', isLost)).toBe("{}");
});

test("names that JavaScript has a meaning for are names, and any depth is taken", () => {
  const metadata = '{"o": {"__proto__": {"k": "3"}, "x": {"k": "lost"}}}';
  expect(withoutLostFiles(metadata, isLost)).toBe('{"o":{"__proto__":{"k":"3"}}}');
  const deep = `${'{"o":{"d":'.repeat(20_000)}{"k":"lost"}${"}}".repeat(20_000)}`;
  expect(() => withoutLostFiles(deep, isLost)).not.toThrow();
});
