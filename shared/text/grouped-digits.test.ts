import fc from "fast-check";
import { expect, test } from "vitest";
import { groupedDigits } from "./grouped-digits.ts";

test("a whole number is written as in English", () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.nat(2000)), (number) => {
      expect(groupedDigits(number)).toBe(number.toLocaleString("en-US"));
    }),
  );
});
