import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { asciiString, ObjectText } from "./object-text.ts";

const KEYS = new Set(["a", "b", "c", "sealed", "é", ""]);
const edited = (text: string, edit: (object: ObjectText) => void) => {
  const object = ObjectText.parse(text, KEYS)!;
  edit(object);
  return object.toString();
};

describe("ObjectText", () => {
  test("equals the same edits on a Map of values", () => {
    const key = fc.constantFrom("a", "b", "sealed", "é", "");
    const edit = fc.oneof(
      fc.tuple(fc.constant("set" as const), key, fc.constantFrom("1", '"x"', "null")),
      fc.tuple(fc.constant("remove" as const), key),
      fc.tuple(fc.constant("rename" as const), key, key),
    );
    const others = fc.constantFrom("x", "y", "ü", 'quo"te');
    const objects = fc.dictionary(fc.oneof(key, others), fc.jsonValue({ maxDepth: 2 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(objects, fc.array(edit), (value, edits) => {
        const expected = new Map<string, unknown>(Object.entries(value));
        const text = edited(JSON.stringify(value), (object) => {
          for (const [what, name, other] of edits) {
            if (what === "set") {
              object.set(name, other);
              expected.set(name, JSON.parse(other));
            } else if (what === "remove") {
              object.remove(name);
              expected.delete(name);
            } else {
              object.rename(name, other);
              if (name === other || !expected.has(name)) continue;
              const moved = expected.get(name);
              expected.delete(name);
              expected.set(other, moved);
            }
          }
        });
        expect(Object.entries(JSON.parse(text) as object)).toEqual(
          [...expected].map(([name, item]) => [name, JSON.parse(JSON.stringify(item))]),
        );
      }),
    );
  });

  test("keeps the texts of what is not touched", () => {
    expect(edited('{"a":  10.0, "b": [1e-05 ,2], "c": 1152921504606846976}', (o) => o.remove("a"))).toBe(
      '{"b": [1e-05 ,2], "c": 1152921504606846976}',
    );
    expect(edited('{"x" :1 , "y":\t2, "a": 3,"z": 10.0}', (o) => o.set("a", "4"))).toBe(
      '{"x" :1 , "y":\t2, "a": 4, "z": 10.0}',
    );
    const text = '{ "a" : 1 }';
    expect(edited(text, (o) => o.set("a", "1"))).toBe(text);
    expect(edited(text, (o) => o.rename("b", "c"))).toBe(text);
    expect(edited("{}", (o) => o.set("é", '"x"'))).toBe('{"\\u00e9": "x"}');
  });

  test("reads repeated keys as Python does", () => {
    const object = ObjectText.parse('{"a": "1", "b": 2, "a": "\\u0033"}', KEYS)!;
    expect(object.getString("a")).toBe("3");
    expect(object.getString("b")).toBeUndefined();
    object.set("c", "4");
    expect(object.toString()).toBe('{"a": "\\u0033", "b": 2, "c": 4}');
  });

  test("has all keys where none are named, else those named", () => {
    expect(ObjectText.parse('{"b": 1, "z": 2, "a": 3, "b": 4}')?.keys()).toEqual(["b", "z", "a"]);
    expect(ObjectText.parse('{"b": 1, "z": 2, "a": 3, "b": 4}', KEYS)?.keys()).toEqual(["b", "a"]);
  });

  test("takes only objects", () => {
    for (const text of ["[]", "null", "", "{", "{} {}"]) expect(ObjectText.parse(text, KEYS)).toBeNull();
  });
});

test("asciiString escapes all that is not ASCII", () => {
  expect(asciiString('a"\\é\u{1f600}\n')).toBe('"a\\"\\\\\\u00e9\\ud83d\\ude00\\n"');
});
