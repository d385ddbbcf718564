import fc from "fast-check";
import { expect, test } from "vitest";
import { indexJson, jsonText } from "../../../shared/json/json-index.ts";
import {
  containersOf,
  jsonPath,
  openAtFirst,
  plainBeginning,
  plainText,
  rowOf,
  visibleRows,
} from "./json-rows.ts";
import { searchJson } from "./json-search.ts";
import { treeStep } from "./tree-keys.ts";

const TEXT = '{"a": {"b c": [10.0, 1152921504606846976], "d": {}}, "e": "x\\u00e9\\n", "f": null}';

function rowTexts(text: string, open?: Uint8Array) {
  const index = indexJson(text);
  const rows = visibleRows(index, open ?? openAtFirst(index), 1000);
  return Array.from(rows.value, (value) => jsonText(index, value));
}

test("shows the members of open containers, in the order of the text, as stored", () => {
  expect(rowTexts(TEXT)).toEqual([
    '{"b c": [10.0, 1152921504606846976], "d": {}}',
    "[10.0, 1152921504606846976]",
    "10.0",
    "1152921504606846976",
    "{}",
    '"x\\u00e9\\n"',
    "null",
  ]);
  const onlyRoot = new Uint8Array(9).fill(1, 0, 1);
  expect(rowTexts(TEXT, onlyRoot)).toHaveLength(3);
});

test("a plain root is the only row, an empty container has none", () => {
  expect(rowTexts("42")).toEqual(["42"]);
  expect(rowTexts("{}")).toEqual([]);
  expect(rowTexts("")).toEqual([""]);
});

test("every value of an open tree has its row, with its place among its siblings", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      const index = indexJson(text);
      const rows = visibleRows(index, new Uint8Array(index.count).fill(1), 10_000);
      const isRootShown = index.kind[0]! < 4;
      expect(rows.count).toBe(isRootShown ? 1 : index.count - 1);
      for (let row = 0; row < rows.count; row++) {
        expect(rowOf(rows, rows.value[row]!)).toBe(row);
        const around = containersOf(index, rows.value[row]!);
        expect(around.at(-1) ?? -1).toBe(rows.holder[row]!);
      }
    }),
  );
});

test("a wide root opens alone, and rows stop at the limit", () => {
  const index = indexJson(`[${Array.from({ length: 200 }, () => "[1]").join()}]`);
  expect(openAtFirst(index).reduce((sum, one) => sum + one, 0)).toBe(1);
  expect(visibleRows(index, openAtFirst(index), 50).count).toBe(50);
});

test("writes paths as Python does", () => {
  const index = indexJson(TEXT);
  const paths = Array.from({ length: index.count }, (_, value) => jsonPath(index, value));
  expect(paths).toEqual(["", "a", 'a["b c"]', 'a["b c"][0]', 'a["b c"][1]', "a.d", "e", "f"]);
});

test("a string is copied as what it stands for, a number verbatim", () => {
  const index = indexJson(TEXT);
  expect(plainText(index, 6)).toBe("xé\n");
  expect(plainText(index, 3)).toBe("10.0");
});

test("the beginning of a long string is cut between escapes", () => {
  const index = indexJson(`["${"\\u00e9".repeat(500)}"]`);
  for (const length of [1, 7, 20]) expect(plainBeginning(index, 1, length)).toBe("é".repeat(length));
  const shifted = indexJson(`["x${"\\\\".repeat(900)}"]`);
  expect(plainBeginning(shifted, 1, 5)).toBe("x\\\\\\\\");
});

test("finds keys and values, case aside, escaped or not, each value once", () => {
  const index = indexJson(TEXT);
  expect([...searchJson(index, "B C")]).toEqual([2]);
  expect([...searchJson(index, "é")]).toEqual([6]);
  expect([...searchJson(index, "115292")]).toEqual([4]);
  expect([...searchJson(index, "\n")]).toEqual([6]);
  expect([...searchJson(index, '": ')]).toEqual([]);
  expect([...searchJson(index, "")]).toEqual([]);
  expect([...searchJson(indexJson('{"aa": "aaaa", "b": "a.a"}'), "a")]).toEqual([1, 2]);
  expect([...searchJson(indexJson('{"aa": "aaaa", "b": "a.a"}'), ".")]).toEqual([2]);
});

test("arrow keys walk, open and close", () => {
  const index = indexJson(TEXT);
  const open = openAtFirst(index);
  const rows = visibleRows(index, open, 100);
  const step = (key: string, active: number | null) => treeStep(key, index, rows, open, active);
  expect(step("ArrowDown", null)).toEqual({ goTo: 1 });
  expect(step("ArrowDown", 1)).toEqual({ goTo: 2 });
  expect(step("ArrowLeft", 1)).toEqual({ toggle: 1 });
  expect(step("ArrowLeft", 3)).toEqual({ goTo: 2 });
  expect(step("ArrowRight", 2)).toEqual({ goTo: 3 });
  expect(step("ArrowRight", 5)).toEqual({});
  expect(step("End", 1)).toEqual({ goTo: 7 });
  expect(step("x", 1)).toBeNull();
});
