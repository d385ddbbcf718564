import fc from "fast-check";
import { expect, test } from "vitest";
import { Gaps } from "./gaps.ts";

test("an id lies in the gaps exactly when it lies in one of them", () => {
  const gap = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(fc.array(gap, { maxLength: 12 }), (pairs) => {
      const list = pairs.map(([after, length]) => ({ after, upTo: after + length }));
      const gaps = new Gaps(list);
      for (let id = -1; id < 90; id++) {
        expect(gaps.indexOf(id) >= 0).toBe(list.some(({ after, upTo }) => id > after && id <= upTo));
      }
    }),
  );
});

test("a gap without bounds holds every id", () => {
  const gaps = new Gaps([{ after: Number.NEGATIVE_INFINITY, upTo: Number.POSITIVE_INFINITY }]);
  for (const id of [0, -5, 2 ** 52]) expect(gaps.indexOf(id)).toBe(0);
});
