import fc from "fast-check";
import { expect, test } from "vitest";
import { type Curve, curveOf, eachPiece } from "./curve.ts";

const box = (x: number, y: number) => ({ nodeId: 1, x, y, width: 100, height: 40 });
const xs = ({ points }: Curve) => points.filter((_, k) => k % 2 === 0);
const ys = ({ points }: Curve) => points.filter((_, k) => k % 2 === 1);

test("a curve leads from the right side of its source over its route to the left side of its target", () => {
  const numbers = fc.integer({ min: -2000, max: 2000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(numbers, numbers), { maxLength: 6 }), numbers, numbers, (route, x, y) => {
      const curve = curveOf(box(0, 0), box(x, y), route.flat());
      expect(curve.points).toEqual([50, 0, ...route.flat(), x - 50, y]);
      expect([curve.left, curve.right]).toEqual([Math.min(...xs(curve)), Math.max(...xs(curve))]);
      expect([curve.top, curve.bottom]).toEqual([Math.min(...ys(curve)), Math.max(...ys(curve))]);
      const ends: number[][] = [];
      eachPiece(curve, (_pullX, _pullY, endX, endY) => ends.push([endX, endY]));
      expect(ends).toHaveLength(Math.max(1, route.length)); // one piece for each pull
      expect(ends.at(-1)).toEqual([x - 50, y]);
    }),
  );
});

test("a plain link leaves and arrives level", () => {
  const [, , , firstY, , lastY] = curveOf(box(0, 0), box(400, 90), null).points;
  expect([firstY, lastY]).toEqual([0, 90]);
});

test("a link that leads back swings around both boxes", () => {
  const curve = curveOf(box(400, 0), box(0, 0), null);
  expect(curve.right).toBeGreaterThan(450);
  expect(curve.left).toBeLessThan(-50);
});
