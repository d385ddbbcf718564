import fc from "fast-check";
import { expect, test } from "vitest";
import { NodeMap } from "./node-map.ts";

const ids = fc
  .uniqueArray(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.maxSafeInteger()), { maxLength: 40 })
  .map((all) => all.toSorted((a, b) => a - b));

test("each id leads to what was added with it, and no other id to anything", () => {
  fc.assert(
    fc.property(ids, fc.array(fc.integer({ min: -5, max: 70 })), (added, asked) => {
      const map = new NodeMap(1000);
      const twin = new Map<number, number>();
      for (const [i, id] of added.entries()) {
        map.add(id, 990 + i);
        twin.set(id, 990 + i);
        expect(map.get(id)).toBe(990 + i); // also while it grows
      }
      for (const id of [...added, ...asked, 0.5, Number.NaN]) {
        expect(map.get(id)).toBe(twin.get(id));
        expect(map.has(id)).toBe(twin.has(id));
      }
      expect([...map.entries()]).toEqual([...twin]);
      expect([...map.storeIds()]).toEqual([...twin.values()]);
      expect(map.size).toBe(twin.size);
    }),
  );
});

test("what the store had before is told by its id", () => {
  const map = new NodeMap(8);
  map.add(1, 7);
  map.add(2, 8);
  expect([...map.storeIds()].map((id) => map.isKnown(id))).toEqual([true, false]);
});

test("classes of nodes are kept as they are told", () => {
  const map = new NodeMap(8);
  map.add(3, 7);
  map.add(5, 8);
  expect(map.classOf(3)).toBe(null);
  map.setClass(5, "process.workflow.");
  expect([3, 4, 5].map((id) => map.classOf(id))).toEqual([null, null, "process.workflow."]);
});

test("two nodes of an archive that are one in the store count there once", () => {
  const map = new NodeMap(8);
  map.add(1, 7);
  map.add(2, 3);
  map.add(3, 7);
  expect([...map.storeIds()]).toEqual([3, 7]);
});

test.each([1, 1_000_000])("many nodes are looked up at once, ids %i apart", (apart) => {
  const map = new NodeMap(9);
  expect(map.lead(Float64Array.of(), Float64Array.of())).toBe(true);
  expect(map.lead(Float64Array.of(2), Float64Array.of(3))).toBe(false);
  map.add(2, 7);
  map.add(2 + apart, 3);
  const leads = (ids: number[], storeIds: number[]) =>
    map.lead(Float64Array.from(ids), Float64Array.from(storeIds));
  expect(leads([2 + apart, 2, 2], [3, 7, 7])).toBe(true);
  expect(leads([2, 2 + apart], [3, 7])).toBe(false);
  for (const missing of [1, 3 + apart, 2.5, -1]) expect(leads([2, missing], [7, 3])).toBe(false);
});
