import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indexJson, type JsonIndex, jsonKey, jsonKind, jsonMembers, jsonText } from "./json-index.ts";

/** Rebuild the value that an index describes, by its own columns only. */
function rebuild(index: JsonIndex, value: number): unknown {
  switch (jsonKind(index, value)) {
    case "array":
      return [...jsonMembers(index, value)].map((member) => rebuild(index, member));
    case "object":
      return Object.fromEntries(
        [...jsonMembers(index, value)].map((member) => [jsonKey(index, member), rebuild(index, member)]),
      );
    default:
      return JSON.parse(jsonText(index, value));
  }
}

describe("indexJson", () => {
  test("reproduces any value, compact or indented", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const index = indexJson(text);
        expect(index.problem).toBeNull();
        expect(JSON.stringify(rebuild(index, 0))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test("agrees with JSON.parse on what is well-formed", () => {
    const fragment = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      "1",
      "-",
      "0.5",
      "1e3",
      "tru",
      "true",
      " ",
      '"\\u00',
      "01",
      '"\\q"',
      "\n",
      '"\n"',
    );
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 12 }), (fragments) => {
        const text = fragments.join("");
        let isValid = true;
        try {
          JSON.parse(text);
        } catch {
          isValid = false;
        }
        expect(indexJson(text).problem === null).toBe(isValid);
      }),
      { numRuns: 2000 },
    );
  });

  test("keeps numbers as they are written", () => {
    const index = indexJson('{"a": 10.0, "b": 1152921504606846976, "c": [1e-05, NaN, -Infinity, Infinity]}');
    expect(index.problem).toBeNull();
    const texts = Array.from({ length: index.count }, (_, value) => jsonText(index, value));
    expect(texts.slice(1)).toEqual([
      "10.0",
      "1152921504606846976",
      "[1e-05, NaN, -Infinity, Infinity]",
      "1e-05",
      "NaN",
      "-Infinity",
      "Infinity",
    ]);
    expect([...index.depth]).toEqual([0, 1, 1, 1, 2, 2, 2, 2]);
    expect([...index.members]).toEqual([3, 0, 0, 4, 0, 0, 0, 0]);
    expect([...index.next]).toEqual([8, 2, 3, 8, 5, 6, 7, 8]);
  });

  test("says where a text breaks and keeps what was read before", () => {
    const index = indexJson('{"a": [1, 2, x]}');
    expect(index.problem).toEqual({ offset: 13, message: "a value is expected here" });
    expect(index.count).toBe(5);
    expect(index.members[1]).toBe(3);
    expect(index.next[0]).toBe(5);
    expect(indexJson("").problem?.message).toBe("the text ends too early");
    expect(indexJson('{"a": "b').problem?.message).toBe("the text ends too early");
    expect(indexJson("1 2").problem?.message).toBe("more text follows the value");
  });

  test("takes deep nesting without recursion, up to its bound", () => {
    const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(indexJson(deep(10_000)).problem).toBeNull();
    expect(indexJson(deep(10_001)).problem?.message).toContain("10000 levels");
    expect(indexJson("[1,2,3]", { maxValues: 3 }).problem?.message).toContain("more than 3 values");
  });
});
