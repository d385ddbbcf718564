import fc from "fast-check";
import { expect, test } from "vitest";
import { flatRows, treeRows } from "./file-tree.ts";

const files = (...paths: string[]) => paths.map((path) => ({ path, sizeBytes: 1 }));
const shown = (rows: ReturnType<typeof treeRows>) =>
  rows.map(({ level, name, file, files }) => `${"  ".repeat(level - 1)}${name}${file ? "" : `/ ${files}`}`);

const LIST = files("a.in", "out/si.save/a.xml", "out/si.save/b.xml", "out/z", "z.out");

test("shows folders with the number of files in them", () => {
  expect(shown(treeRows(LIST, new Set()))).toEqual([
    "a.in",
    "out/ 3",
    "  si.save/ 2",
    "    a.xml",
    "    b.xml",
    "  z",
    "z.out",
  ]);
});

test("leaves out what is in a closed folder, at any depth", () => {
  expect(shown(treeRows(LIST, new Set(["out/"])))).toEqual(["a.in", "out/ 3", "z.out"]);
  expect(shown(treeRows(LIST, new Set(["out/si.save/"])))).toEqual([
    "a.in",
    "out/ 3",
    "  si.save/ 2",
    "  z",
    "z.out",
  ]);
});

test("every file has one row, in order, whatever its path", () => {
  const path = fc.array(fc.constantFrom("a", "b", "..", ""), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.uniqueArray(path.map((parts) => parts.join("/"))), (paths) => {
      const list = files(...paths.sort());
      const rows = treeRows(list, new Set()).filter((row) => row.file);
      expect(rows.map((row) => row.key)).toEqual(flatRows(list).map((row) => row.key));
    }),
  );
});
