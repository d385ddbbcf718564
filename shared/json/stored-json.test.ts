import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { indentedJson, laidOutJson, storedJson } from "./stored-json.ts";

const stored = (text: string) => {
  const written = storedJson(text);
  return written.ok ? written.text : written.problem;
};

describe("storedJson", () => {
  // What AiiDA 2.9.4 stores when these are set as extras.
  test.each([
    ["10.0", "10.0"],
    ["1e16", "10000000000000000"],
    ["1.0e14", "100000000000000"],
    ["99999999999999.9", "100000000000000"],
    ["1.234567890123456789", "1.2345678901235"],
    ["12345678901234.5", "12345678901234.0"],
    ["12345678901235.5", "12345678901236.0"],
    ["-12345678901234.5", "-12345678901234.0"],
    ["0.00001", "1e-05"],
    ["1.5e-10", "1.5e-10"],
    ["0.0001", "0.0001"],
    ["1e1", "10.0"],
    ["-0.0", "-0.0"],
    ["-0", "0"],
    ["1e22", "10000000000000000000000"],
    ["1180591620717411303424", "1180591620717411303424"],
    ['"\u00fc\u2028\u{1f600}/\\u007f\\/"', '"\\u00fc\\u2028\\ud83d\\ude00/\\u007f/"'],
    ['\n{ "b" : [ ] , "a" : { }, "c":[1,2] }\n', '{"b": [], "a": {}, "c": [1, 2]}'],
    ['"\\ud800"', '"\\ud800"'],
    ['{"a.b": null}', '{"a.b": null}'],
  ])("%s is stored as %s", (text, expected) => {
    expect(stored(text)).toBe(expected);
  });

  test.each([
    ["NaN", 0, "AiiDA stores no NaN and no infinity"],
    ["[1, 1e999]", 4, "AiiDA stores no NaN and no infinity"],
    ['{"a": 1, "\\u0061": 2}', 9, 'the key "a" is there twice'],
    ['{"a": }', 6, "a value is expected here"],
    ["", 0, "the text ends too early"],
    ["[".repeat(500) + "]".repeat(500), 400, "it is nested deeper than 400 levels"],
  ])("%s is refused", (text, offset, message) => {
    expect(stored(text)).toEqual({ offset, message });
  });

  test("what is stored says what was typed, and is stored as it is", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const once = stored(JSON.stringify(value, null, indent));
        if (typeof once !== "string") throw new Error(once.message);
        expect(once).toMatch(/^[ -~]*$/);
        expect(stored(once)).toBe(once);
        const near = (one: unknown, other: unknown): boolean =>
          typeof one === "number" && typeof other === "number"
            ? Math.abs(one - other) <= Math.abs(one) * 1e-13
            : JSON.stringify(one) === JSON.stringify(other);
        if (typeof value !== "object") expect(near(value, JSON.parse(once))).toBe(true);
      }),
    );
  });
});

test("a layout keeps every digit", () => {
  const laidOut = laidOutJson('{"a":1.0e5,  "b":\n0.12345678901234567890}');
  expect(laidOut).toEqual({ ok: true, text: '{"a": 1.0e5, "b": 0.12345678901234567890}' });
});

test("lines for editing say the same", () => {
  expect(indentedJson('{"a": [1.0, {}], "b": []}')).toBe('{\n  "a": [\n    1.0,\n    {}\n  ],\n  "b": []\n}');
  expect(indentedJson("{")).toBeNull();
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(indentedJson(JSON.stringify(value)) ?? "")).toEqual(
        JSON.parse(JSON.stringify(value)),
      );
    }),
  );
});
