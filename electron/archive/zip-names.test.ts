import fc from "fast-check";
import { expect, test } from "vitest";
import { objectMember } from "./member-names.ts";
import { ObjectNames, ZipNames } from "./zip-names.ts";

const BETWEEN = 46; // the names of a ZIP's list lie this far apart

/** Few keys, many of which differ in one digit only. */
const key = fc
  .tuple(fc.constantFrom(..."0123456789abcdef".split("")), fc.nat(63), fc.constantFrom("0", "7", "f"))
  .map(([digit, at, other]) => digit.repeat(at) + other + digit.repeat(63 - at));

function namesOf(keys: readonly string[]): { names: ZipNames; added: string[] } {
  const list = Buffer.from(keys.map((one) => " ".repeat(BETWEEN) + objectMember(one)).join(""), "latin1");
  const objects = new ObjectNames(list, keys.length);
  const length = BETWEEN + objectMember(keys[0] ?? "").length;
  const added = keys.map((_, i) => objects.add(i, i * length + BETWEEN, length - BETWEEN));
  return { names: new ZipNames(new Map(), objects), added };
}

test("objects are found as in a map from names to the last position", () => {
  fc.assert(
    fc.property(fc.array(key, { maxLength: 60 }), key, (keys, other) => {
      const { names, added } = namesOf(keys);
      const map = new Map(keys.map((one, i) => [objectMember(one), i]));
      expect(added).toEqual(keys.map((one, i) => (keys.indexOf(one) === i ? "new" : "again")));
      expect(names.size).toBe(map.size);
      for (const one of [...keys, other]) {
        expect(names.getObject(one)).toBe(map.get(objectMember(one)));
        expect(names.get(objectMember(one))).toBe(map.get(objectMember(one)));
      }
      expect([...names].sort(([, a], [, b]) => a - b)).toEqual([...map].sort(([, a], [, b]) => a - b));
      expect([...names.objectKeys()].map(objectMember)).toEqual([...names].map(([name]) => name));
    }),
  );
});

test("a text that only looks like a key is none", () => {
  const { names } = namesOf(["0".repeat(64)]);
  const alike = ["İ".repeat(64), "\u0130" + "0".repeat(63), "0".repeat(63), "0".repeat(65), ""];
  for (const one of alike) expect(names.getObject(one)).toBeUndefined();
  expect(names.get("0".repeat(69))).toBeUndefined();
});

test("only a whole name of lower-case hexadecimal digits is an object's", () => {
  const isObject = (name: Buffer) =>
    new ObjectNames(Buffer.concat([Buffer.alloc(BETWEEN), name]), 1).add(0, BETWEEN, name.length) === "new";
  for (let code = 0; code < 256; code++) {
    for (let at = 0; at < 69; at += 3) {
      const name = Buffer.from(objectMember("0".repeat(64)));
      name[at] = code;
      expect(isObject(name)).toBe(/^repo\/[0-9a-f]{64}$/.test(name.toString("latin1")));
    }
  }
  expect(isObject(Buffer.from(objectMember("0".repeat(63))))).toBe(false);
  expect(isObject(Buffer.from(objectMember("0".repeat(65))))).toBe(false);
});
