import fc from "fast-check";
import { expect, test } from "vitest";
import { HeldTexts } from "./held-texts.ts";

test("it answers as a map does, whatever the order of ids", () => {
  const id = fc.integer({ min: 0, max: 30 });
  fc.assert(
    fc.property(fc.array(fc.tuple(id, fc.string())), fc.boolean(), fc.array(id), (given, isSorted, asked) => {
      const entries = isSorted ? given.toSorted(([one], [other]) => one - other) : given;
      const held = new HeldTexts();
      const expected = new Map<number, string>();
      for (const [key, text] of entries) {
        held.set(key, Buffer.from(text));
        expected.set(key, Buffer.from(text).toString());
      }
      expect(held.count).toBe(expected.size);
      expect(held.ids()).toEqual([...expected.keys()].sort((one, other) => one - other));
      for (const key of asked) {
        expect(held.has(key)).toBe(expected.has(key));
        expect(held.get(key)?.toString() ?? null).toBe(expected.get(key) ?? null);
      }
      const after = asked[0] ?? -1;
      const behind = [...expected].filter(([key]) => key > after).sort(([one], [other]) => one - other);
      expect(held.slice(after, 5)).toEqual(behind.slice(0, 5));
    }),
  );
});
