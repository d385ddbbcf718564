import fc from "fast-check";
import { expect, test } from "vitest";
import { parsedKeys, repositoryKeys } from "./repository-keys.ts";

test("keys come from the whole tree, in the order of the text at each level", () => {
  const metadata = '{"o": {"b": {"k": "2"}, "dir": {"o": {"c": {"k": "3"}, "empty": {}}}, "a": {"k": "1"}}}';
  expect(repositoryKeys(metadata)).toEqual(["2", "1", "3"]);
});

test.each([
  ["{}", []],
  ['{"k": "at the root, which is always a directory"}', []],
  ['{"o": {"file": {"k": "1", "o": {"hidden": {"k": "2"}}}}}', ["1"]],
  ['{"o": {"odd": {"k": null}, "__proto__": {"k": "3"}}}', ["3"]],
  ['{"o": ["x"]}', []],
  ["null", []],
  ["not JSON", []],
])("%s gives %j", (metadata, keys) => {
  expect(repositoryKeys(metadata)).toEqual(keys);
});

test("a missing column and a nesting beyond any stack hold what they hold", () => {
  expect(repositoryKeys(null)).toEqual([]);
  const depth = 5000;
  expect(repositoryKeys(`${'{"o":{"d":'.repeat(depth)}{"k":"deep"}${"}}".repeat(depth)}`)).toEqual(["deep"]);
});

const name = fc.constantFrom(
  "a",
  "b.txt",
  "1",
  "01",
  "2",
  "ü",
  'q"',
  "back\\slash",
  "",
  "new\nline",
  "__proto__",
);
const { tree } = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constant({}),
    fc.constantFrom({ k: "0a" }, { k: "ff" }, { k: "no hex" }, { k: null }),
    fc
      .array(fc.tuple(name, tie("tree")), { maxLength: 4 })
      .map((entries) => ({ o: Object.fromEntries(entries) })),
  ),
}));
/** As Python writes JSON, and as others do. */
const spaced = (value: object) =>
  JSON.stringify(value, null, 1).replace(/\n */g, (_, at: number, all: string) =>
    all[at - 1] === "," ? " " : "",
  );

test("texts as AiiDA writes them give the same keys without being parsed", () => {
  fc.assert(
    fc.property(tree, fc.boolean(), fc.integer({ min: 0, max: 200 }), (root, isAiida, cut) => {
      const text = isAiida ? spaced(root) : JSON.stringify(root);
      expect(repositoryKeys(text)).toEqual(parsedKeys(text));
      expect(repositoryKeys(text.slice(0, cut))).toEqual(parsedKeys(text.slice(0, cut)));
      const twice = text.replace('"b.txt"', '"a"');
      expect(repositoryKeys(twice)).toEqual(parsedKeys(twice));
    }),
    { numRuns: 500 },
  );
});
