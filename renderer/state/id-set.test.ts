import fc from "fast-check";
import { expect, test } from "vitest";
import { countIn, firstIds, holdsAll, holdsAny, idSet, sortedIds, withIds, withoutIds } from "./id-set.ts";

const MANY = 3000;
/** Ids of which some lie far apart, small and large lists. */
const ids = fc.oneof(
  fc.array(fc.nat(2 ** 31 - 1), { maxLength: 20 }),
  fc
    .tuple(fc.nat(200_000), fc.nat(5))
    .map(([from, step]) => Array.from({ length: MANY }, (_, i) => from + i * (step + 1))),
);
const same = (set: ReadonlySet<number>, wanted: ReadonlySet<number>) => {
  expect(set.size).toBe(wanted.size);
  expect([...sortedIds(set)]).toEqual([...wanted].sort((a, b) => a - b));
  for (const id of firstIds(wanted, 50)) expect(set.has(id) && !set.has(id + 2 ** 31)).toBe(true);
};

test("sets of any size change like plain ones, and leave the ones before as they were", () =>
  fc.assert(
    fc.property(ids, ids, ids, (first, added, removed) => {
      const before = idSet(Int32Array.from(first));
      const more = withIds(before, added);
      const less = withoutIds(more, removed);
      same(before, new Set(first));
      same(more, new Set([...first, ...added]));
      const rest = new Set([...first, ...added]);
      for (const id of removed) rest.delete(id);
      same(less, rest);
      expect([...less].sort((a, b) => a - b)).toEqual([...sortedIds(less)]);
      expect(holdsAll(more, before) && holdsAll(more, added)).toBe(true);
      expect(holdsAll(less, removed)).toBe(removed.length === 0);
      expect(holdsAny(less, removed)).toBe(false);
      expect(countIn(more, Int32Array.from(added))).toBe(added.length);
      expect(countIn(less, Int32Array.from(removed))).toBe(0);
      expect(holdsAny(more, added)).toBe(added.length > 0);
    }),
    { numRuns: 60 },
  ));

test("two large sets are put together and taken apart as their ids would be", () =>
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), fc.integer({ min: 1, max: 7 }), (one, other, step) => {
      const list = (from: number, by: number) => Int32Array.from({ length: MANY }, (_, i) => from + i * by);
      const [a, b] = [list(one, step), list(other, 3)];
      const [first, second] = [idSet(a), idSet(b)];
      same(withIds(first, second), new Set([...a, ...b]));
      same(withoutIds(first, second), new Set([...a].filter((id) => !second.has(id))));
      expect(holdsAll(withIds(first, second), second)).toBe(true);
      expect(holdsAll(first, second)).toBe(b.every((id) => first.has(id)));
      expect(holdsAny(first, second)).toBe(b.some((id) => first.has(id)));
      for (const few of [new Set([one, other]), new Set([one + 1])]) {
        const any = [...few].some((id) => second.has(id));
        expect([holdsAny(few, second), holdsAny(second, few), holdsAny(second, [...few])]).toEqual([
          any,
          any,
          any,
        ]);
      }
    }),
    { numRuns: 40 },
  ));

test("a few ids stay in the order in which they came", () => {
  expect([...withIds(idSet([5, 3]), [4])]).toEqual([5, 3, 4]);
});

test("a large set that gains nothing stays the same", () => {
  const all = idSet(Int32Array.from({ length: MANY }, (_, i) => i));
  expect(withIds(all, all)).toBe(all);
  expect(withoutIds(all, [MANY + 1])).toBe(all);
  expect(firstIds(all, 3)).toEqual([0, 1, 2]);
});
