import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memberText, topMembers, withoutMember } from "./json-members.ts";

const key = fc.constantFrom("checkpoints", "a", "b", 'quo"te', "back\\slash", "ü", "");
const object = fc.dictionary(key, fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });

describe("withoutMember", () => {
  test("equals deleting the key, whatever the layout", () => {
    fc.assert(
      fc.property(object, key, fc.constantFrom(0, 2), (value, gone, indent) => {
        const result = withoutMember(JSON.stringify(value, null, indent), gone);
        const expected = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        delete expected[gone];
        expect(result.ok && JSON.parse(result.text)).toEqual(expected);
      }),
    );
  });

  test("keeps every other byte", () => {
    const cut = (text: string) => {
      const result = withoutMember(text, "checkpoints");
      return result.ok ? result.text : result.problem;
    };
    expect(cut('{"a": 10.0, "checkpoints": "x", "b": 1152921504606846976}')).toBe(
      '{"a": 10.0, "b": 1152921504606846976}',
    );
    expect(cut('{"checkpoints": {"a": [1]}, "b": 1e-05}')).toBe('{"b": 1e-05}');
    expect(cut('{"b": 1, "checkpoints": null}')).toBe('{"b": 1}');
    expect(cut('{ "checkpoints": null }')).toBe("{ }");
    expect(cut('{"a":1}')).toBe('{"a":1}');
  });

  test("finds the key behind escapes and when it repeats", () => {
    const result = withoutMember('{"check\\u0070oints": 1, "a": NaN, "checkpoints": 2}', "checkpoints");
    expect(result).toEqual({ ok: true, text: '{"a": NaN}' });
  });

  test("only touches the top level", () => {
    const text = '{"a": {"checkpoints": 1}}';
    expect(withoutMember(text, "checkpoints")).toEqual({ ok: true, text });
  });

  test("refuses malformed text and says where", () => {
    expect(withoutMember('{"a": 1,}', "a")).toEqual({
      ok: false,
      problem: { offset: 8, message: "a key is expected here" },
    });
    expect(withoutMember("[1]", "a").ok).toBe(false);
    expect(withoutMember('{"a": 1} x', "a").ok).toBe(false);
  });
});

test("memberText gives the verbatim text, the last of repeated keys as Python reads it", () => {
  expect(memberText('{"a": [10.0, {"b": 2}], "b": 2}', "a")).toBe('[10.0, {"b": 2}]');
  expect(memberText('{"a": 1, "a": 2}', "a")).toBe("2");
  expect(memberText('{"a": 1}', "b")).toBeNull();
  expect(memberText("nonsense", "b")).toBeNull();
});

test("topMembers takes nesting of any depth", () => {
  const deep = `{"a": ${"[".repeat(200_000)}${"]".repeat(200_000)}, "b": 1}`;
  const top = topMembers(deep);
  expect(top.ok && top.members.map((member) => member.key)).toEqual(["a", "b"]);
});
