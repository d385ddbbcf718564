import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markDates, marksDates } from "./dates.ts";

describe("markDates", () => {
  test("marks what the map says and leaves all other text", () => {
    const text =
      '{"a": "2020-01-01T00:00:00.000000", "n":  10.0, "l": ["x", "2020", {"d": "2021"}], "m": "2022"}';
    const map = '{"a": "date", "n": null, "l": [null, "date", {"d": "date"}], "m": null}';
    expect(marksDates(Buffer.from(map))).toBe(true);
    expect(markDates(text, map)).toBe(
      '{"a": "2020-01-01T00:00:00.000000+00:00", "n":  10.0, "l": ["x", "2020+00:00", {"d": "2021+00:00"}], "m": "2022"}',
    );
  });

  test("keeps what the map does not reach", () => {
    expect(markDates('{"a": ["1", "2"], "b": "3", "c": null}', '{"a": ["date"], "c": "date"}')).toBe(
      '{"a": ["1+00:00", "2"], "b": "3", "c": null}',
    );
    expect(markDates('{"a": {"b": "1"}}', '{"a": null}')).toBe('{"a": {"b": "1"}}');
  });

  test("refuses a map that does not fit", () => {
    for (const map of ['{"a": "float"}', '{"a": ["date"]}', '{"a": 1}', '{"a": {"b": "date"}}']) {
      expect(markDates('{"a": "1"}', map)).toBeNull();
    }
    expect(markDates('{"a": ["1"]}', '{"a": "date"}')).toBeNull();
  });

  test("equals walking the parsed values", () => {
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        fc.record({ text: fc.string(), isDate: fc.boolean() }),
        fc.integer(),
        fc.array(tie("node"), { maxLength: 3 }),
        fc
          .dictionary(fc.string({ maxLength: 3 }), tie("node"), { maxKeys: 3 })
          .map((members) => ({ members })),
      ),
    })).node;
    /** The value, its map and what is expected. */
    const split = (item: unknown): [unknown, unknown, unknown] => {
      if (Array.isArray(item)) {
        const parts = item.map(split);
        return [parts.map((part) => part[0]), parts.map((part) => part[1]), parts.map((part) => part[2])];
      }
      if (typeof item !== "object" || item === null) return [item, null, item];
      if ("members" in item) {
        const parts = Object.entries(item.members as object).map(
          ([key, member]) => [key, split(member)] as const,
        );
        const of = (index: number) => Object.fromEntries(parts.map(([key, part]) => [key, part[index]]));
        return [of(0), of(1), of(2)];
      }
      const { text, isDate } = item as { text: string; isDate: boolean };
      return [text, isDate ? "date" : null, isDate ? `${text}+00:00` : text];
    };
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (members) => {
        const [plain, map, expected] = split({ members });
        expect(JSON.parse(markDates(JSON.stringify(plain), JSON.stringify(map))!)).toEqual(
          JSON.parse(JSON.stringify(expected)),
        );
      }),
    );
  });
});
