import fc from "fast-check";
import { expect, test } from "vitest";
import { repositoryJson, type TreeRow } from "./repository-json.ts";

const key = (digit: string) => digit.repeat(64);
const tree = (...rows: TreeRow[]): unknown => JSON.parse(repositoryJson(rows));

test("files and folders become a tree, empty folders too", () => {
  expect(repositoryJson([])).toBe("{}");
  expect(
    repositoryJson([
      { path: "out", key: null },
      { path: "a/b/c.txt", key: key("0") },
      { path: "ä", key: key("1") },
    ]),
  ).toBe(
    `{"o": {"out": {}, "a": {"o": {"b": {"o": {"c.txt": {"k": "${key("0")}"}}}}}, "\\u00e4": {"k": "${key("1")}"}}}`,
  );
});

test("a file takes the place of what had its name, and loses what would lie below it", () => {
  const file = (path: string, digit: string) => ({ path, key: key(digit) });
  expect(tree(file("a", "0"), file("a", "1"))).toEqual({ o: { a: { k: key("1") } } });
  expect(tree(file("a/b", "0"), file("a", "1"))).toEqual({ o: { a: { k: key("1") } } });
  expect(tree(file("a", "0"), file("a/b", "1"), { path: "a", key: null })).toEqual({
    o: { a: { k: key("0") } },
  });
});

test("depth costs no stack, and every path is found again", () => {
  const deep = Array.from({ length: 20_000 }, () => "d").join("/");
  expect(repositoryJson([{ path: deep, key: key("0") }])).toHaveLength(20_000 * 14 + 73);
  const paths = fc.uniqueArray(
    fc.array(fc.constantFrom("a", "b", "__proto__", "\udcff"), { minLength: 3, maxLength: 3 }),
    {
      selector: (parts) => parts.join("/"),
    },
  );
  fc.assert(
    fc.property(paths, (all) => {
      const root = tree(...all.map((parts, i) => ({ path: parts.join("/"), key: key(String(i % 10)) })));
      for (const [i, parts] of all.entries()) {
        let at: unknown = root;
        for (const part of parts)
          at = Object.entries((at as { o: object }).o).find(([name]) => name === part)?.[1];
        expect(at).toEqual({ k: key(String(i % 10)) });
      }
    }),
  );
});
