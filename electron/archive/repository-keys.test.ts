import { expect, test } from "vitest";
import { repositoryKeys } from "./repository-keys.ts";

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
