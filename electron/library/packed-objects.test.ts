import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { PackedObjects } from "./packed-objects.ts";

test("all objects come back with their places, in the order of their keys", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 2 ** 40 }), { maxLength: 300 }), (lengths) => {
      const packed = new PackedObjects();
      const twin = lengths.map((length, i) => {
        const key = createHash("sha256").update(`${i}`).digest("hex");
        const offset = lengths.slice(0, i).reduce((sum, one) => sum + one, 0);
        packed.add(key, offset, length);
        return { key, size: length, offset, length };
      });
      const end = lengths.reduce((sum, one) => sum + one, 0);
      for (const object of twin) if (object.length === 0) object.offset = end;
      expect(packed.count).toBe(lengths.length);
      expect([...packed.inKeyOrder()]).toEqual(twin.toSorted((a, b) => (a.key < b.key ? -1 : 1)));
    }),
  );
});
