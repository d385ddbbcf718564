import fc from "fast-check";
import { expect, test } from "vitest";
import { AppError } from "../../shared/ipc/errors.ts";
import { stripCheckpoints } from "./strip-checkpoints.ts";

test.each([
  ['{"sealed": true, "checkpoints": "x", "a": 10.0}', '{"sealed": true, "a": 10.0}'],
  ['{"checkpoints": "x", "a": 1152921504606846976}', '{"a": 1152921504606846976}'],
  ['{"a": 1, "checkpoints": {"checkpoints": [1, "}"]}}', '{"a": 1}'],
  ['{"checkpoints": null}', "{}"],
  ['{ "a" : {"checkpoints": 1.0} , "checkpoints" : "\\"}" }', '{ "a" : {"checkpoints": 1.0} }'],
  ['{"check\\u0070oints": 1, "b": 2}', '{"b": 2}'],
  ['{"a": "checkpoints"}', '{"a": "checkpoints"}'],
  ['{"a": NaN, "checkpoints": 1}', '{"a": NaN}'],
  ["{}", "{}"],
  ["null", "{}"],
])("%s becomes %s", (attributes, stripped) => {
  expect(stripCheckpoints(attributes, 1)).toBe(stripped);
});

test.each(["", "[1]", '{"checkpoints": 1', '"text"', "{} {}"])("%j is refused", (attributes) => {
  expect(() => stripCheckpoints(attributes, 7)).toThrow(AppError);
});

test("what is left parses to the same value without the member", () =>
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.jsonValue(),
      fc.nat(),
      (rest, state, place) => {
        const members = Object.entries(rest).filter(([key]) => key !== "checkpoints");
        const withState = [...members];
        withState.splice(place % (members.length + 1), 0, ["checkpoints", state]);
        const text = (entries: [string, unknown][]) =>
          `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(", ")}}`;
        expect(stripCheckpoints(text(withState), 1)).toBe(text(members));
      },
    ),
  ));
