import fc from "fast-check";
import { expect, test } from "vitest";
import { offsetToShow, scrollScale } from "./scroll-scale.ts";

test("a list that fits is scrolled pixel by pixel", () => {
  expect(scrollScale(69 * 27, 200)).toEqual({ boxHeight: 1863, scale: 1 });
});

test("scrolled to its end, a list of any length shows its last row", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50_000_000 }),
      fc.integer({ min: 27, max: 3000 }),
      (count, view) => {
        const full = count * 27;
        const { boxHeight, scale } = scrollScale(full, view);
        expect(boxHeight).toBeLessThanOrEqual(15_000_000);
        const offset = Math.max(0, boxHeight - view) * scale;
        expect(offset + Math.max(view, 0)).toBeGreaterThanOrEqual(full - 1);
      },
    ),
  );
});

test.each([
  [0, 100, 0], // above: to the top
  [4, 100, null], // in sight
  [20, 100, 367], // below: just so far that it is the last in sight
])("row %i seen from %i px moves the list to %s", (index, offset, to) => {
  expect(offsetToShow(index, { rowHeight: 27, viewHeight: 200, offset })).toBe(to);
});
