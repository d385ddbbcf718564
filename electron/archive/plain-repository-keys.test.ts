import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainRepositoryKeys } from "./plain-repository-keys.ts";
import { repositoryKeys } from "./repository-keys.ts";

const KEY = "0123456789abcdef".repeat(4);
const OTHER = "f".repeat(64);

/** Keys as they stand in the texts; null where these are not understood. */
function keysOf(texts: readonly string[]): string[] | null {
  const bytes = Buffer.from(texts.join("\n"));
  const found = plainRepositoryKeys(bytes, texts.length);
  return found && Array.from(found, (at) => bytes.toString("latin1", at, at + 64));
}

/** What the parser makes of them, in no order. */
const parsed = (texts: readonly string[]) => texts.flatMap(repositoryKeys).sort();

const key = fc.constantFrom(KEY, OTHER, "0".repeat(64), "odd");
const tree = fc.letrec<{ entry: unknown; folder: unknown }>((tie) => ({
  entry: fc.oneof(
    { depthSize: "small" },
    key.map((k) => ({ k })),
    fc.constant({}),
    tie("folder"),
  ),
  folder: fc
    .dictionary(fc.constantFrom("a", "b", "c.in", "_d", "ü", 'q"', "k", "o"), tie("entry"), { maxKeys: 4 })
    .map((o) => ({ o })),
}));
const spaced = (value: unknown) => JSON.stringify(value).replaceAll(/([:,])/g, "$1 ");

describe("keys of plain lists of files", () => {
  test("are those of the parser, or nothing is told", () => {
    let understood = 0;
    fc.assert(
      fc.property(fc.array(tree.folder, { minLength: 1, maxLength: 5 }), fc.boolean(), (trees, isSpaced) => {
        const texts = trees.map((one) => (isSpaced ? spaced(one) : JSON.stringify(one)));
        const found = keysOf(texts);
        if (found === null) return;
        understood++;
        expect(found.sort()).toEqual(parsed(texts));
      }),
      { numRuns: 500 },
    );
    expect(understood).toBeGreaterThan(50);
  });

  test("are those of the parser, or nothing is told, of texts in which something was changed", () => {
    const whole = spaced({ o: { a: { k: KEY }, d: { o: { b: { k: OTHER }, e: {} } }, c: { k: OTHER } } });
    expect(keysOf([whole])).toEqual([KEY, OTHER, OTHER]);
    const piece = fc.constantFrom(
      '"',
      "{",
      "}",
      ",",
      ":",
      " ",
      "k",
      "o",
      "a",
      "b",
      "\\",
      "\n",
      "\0",
      "é",
      '"k": 1',
      "",
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(3), piece, fc.boolean(), (at, cut, put, isTwo) => {
        const texts = [whole.slice(0, at) + put + whole.slice(at + cut), ...(isTwo ? [whole] : [])];
        const found = keysOf(texts);
        if (found !== null) expect(found.sort()).toEqual(parsed(texts));
      }),
      { numRuns: 3000 },
    );
  });

  test.each([
    ["a name twice", `{"o":{"a":{"k":"${KEY}"},"a":{"k":"${OTHER}"}}}`],
    ["a second member", `{"o":{"a":{"k":"${KEY}","o":{}}}}`],
    ["a file at the root", `{"k":"${KEY}"}`],
    ["a key that is none", `{"o":{"a":{"k":"${KEY.toUpperCase()}"}}}`],
    ["a quote in a key", `{"o":{"a":{"k":"${KEY.slice(0, 60)}","x"}}}`],
    ["an escape", `{"o":{"\\u0061":{"k":"${KEY}"}}}`],
    ["another letter", `{"o":{"ä":{"k":"${KEY}"}}}`],
    ["a comma too many", `{"o":{"a":{"k":"${KEY}"},}}`],
    ["a bracket too many", `{"o":{"a":{"k":"${KEY}"}}}}`],
    ["an end too early", `{"o":{"a":{"k":"${KEY}"}}`],
    [
      "more names than are compared",
      JSON.stringify({ o: Object.fromEntries(Array.from({ length: 70 }, (_, i) => [i, {}])) }),
    ],
    ["a nesting without end", `${'{"o":{"d":'.repeat(500)}{}${"}}".repeat(500)}`],
    ["nothing", ""],
  ])("are not told of a text with %s", (_what, odd) => {
    expect(keysOf([odd])).toBeNull();
    expect(keysOf([`{"o":{"a":{"k":"${KEY}"}}}`, odd])).toBeNull();
  });

  test("are not told where a newline makes two texts of one", () => {
    const one = `{"o": {"a": {"k": "${KEY}"}}}`;
    expect(keysOf([one, one])).toEqual([KEY, KEY]);
    expect(plainRepositoryKeys(Buffer.from(`${one}\n${one}`), 1)).toBeNull();
    expect(plainRepositoryKeys(Buffer.from(`${one}\n`), 2)).toBeNull();
    expect(plainRepositoryKeys(Buffer.from(one), 2)).toBeNull();
  });

  test("may be named alike in different folders", () => {
    const text = spaced({ o: { a: { o: { x: { k: KEY } } }, b: { o: { x: { k: OTHER } } } } });
    expect(keysOf([text])).toEqual([KEY, OTHER]);
  });
});
