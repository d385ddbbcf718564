import fc from "fast-check";
import { expect, test } from "vitest";
import { type JsonOutput, RawJson, writeJson } from "./json-writer.ts";

test("prints what JSON.stringify prints, compact and indented", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, indent) => {
      expect(writeJson(value as JsonOutput, indent)).toBe(JSON.stringify(value, null, indent));
    }),
  );
});

test("embeds raw JSON verbatim and leaves out undefined members", () => {
  const value = {
    a: new RawJson('{"x": 10.0}'),
    b: undefined,
    c: [new RawJson("1152921504606846976"), Number.NaN],
  };
  expect(writeJson(value)).toBe('{"a":{"x": 10.0},"c":[1152921504606846976,null]}');
});
