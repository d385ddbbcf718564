import path from "node:path";
import { expect, test } from "vitest";
import { KINDS, readCorpus } from "./corpus.ts";
import type { Input } from "./input.ts";
import { makeCase } from "./make-case.ts";

const fixtures = path.join(import.meta.dirname, "../e2e/fixtures");
const corpus = readCorpus(fixtures);

/** An input as text, to compare. */
function shown(input: Input): string {
  if (Buffer.isBuffer(input)) return input.toString("base64");
  return JSON.stringify(
    [...input].map(([name, entry]) => [name, Buffer.isBuffer(entry) ? shown(entry) : entry]),
  );
}

test("there is a whole input of every kind", () => {
  expect(new Set(corpus.map(({ kind }) => kind))).toEqual(new Set(KINDS));
});

test("a case is the same every time, whichever were made before, and another for another seed", () => {
  const numbers = [7, 3, 40, 3, 21];
  const first = numbers.map((number) => makeCase(corpus, 5, number, null));
  const again = readCorpus(fixtures);
  for (const made of first) {
    const same = makeCase(again, 5, made!.number, null)!;
    expect([same.kind, same.base, same.steps]).toEqual([made!.kind, made!.base, made!.steps]);
    expect(shown(same.input)).toBe(shown(made!.input));
  }
  expect(shown(makeCase(corpus, 6, 7, null)!.input)).not.toBe(shown(first[0]!.input));
});

test("what cases are made from stays whole, and a kind can be asked for", () => {
  const before = corpus.map(({ input }) => shown(input));
  for (let number = 0; number < 60; number++) {
    const made = makeCase(corpus, 1, number, "zip");
    expect(made === null || made.kind === "zip").toBe(true);
  }
  expect(corpus.map(({ input }) => shown(input))).toEqual(before);
});
