import fc from "fast-check";
import { expect, test } from "vitest";
import { around } from "./area.ts";

test("the strips around a rectangle and what it covers fill the canvas, and nothing twice", () => {
  const number = fc.integer({ min: -60, max: 60 });
  fc.assert(
    fc.property(number, number, fc.nat(80), fc.nat(80), (x, y, width, height) => {
      const size = { width: 40, height: 30 };
      const strips = around(size, { x, y, width, height });
      for (let px = 0; px < size.width; px++)
        for (let py = 0; py < size.height; py++) {
          const isCovered = px >= x && px < x + width && py >= y && py < y + height;
          const inStrips = strips.filter(
            (strip) =>
              px >= strip.x && px < strip.x + strip.width && py >= strip.y && py < strip.y + strip.height,
          ).length;
          expect(inStrips).toBe(isCovered ? 0 : 1);
        }
    }),
    { numRuns: 40 },
  );
});
