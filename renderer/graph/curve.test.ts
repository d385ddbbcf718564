import fc from "fast-check";
import { expect, test } from "vitest";
import { curveOf } from "./curve.ts";

const box = (x: number, y: number) => ({ nodeId: 1, x, y, width: 100, height: 40 });

/** Where cytoscape puts a point of weight w and distance d: on the line, and to its side. */
function pointsOf(source: ReturnType<typeof box>, target: ReturnType<typeof box>, route: number[] | null) {
  const { weights, distances } = curveOf(source, target, route);
  const from = { x: source.x + 50, y: source.y };
  const to = { x: target.x - 50, y: target.y };
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  return weights.flatMap((w, k) => [
    from.x * (1 - w) + to.x * w + (-(to.y - from.y) / length) * distances[k]!,
    from.y * (1 - w) + to.y * w + ((to.x - from.x) / length) * distances[k]!,
  ]);
}

test("a route comes out of cytoscape's measure as it went in", () => {
  const numbers = fc.integer({ min: -2000, max: 2000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(numbers, numbers), { maxLength: 6 }), numbers, numbers, (points, x, y) => {
      fc.pre(x !== 100 || y !== 0); // ends on one spot have no line
      const route = points.flat();
      pointsOf(box(0, 0), box(x, y), route).forEach((value, k) => expect(value).toBeCloseTo(route[k]!, 3));
    }),
  );
});

test("a plain link leaves and arrives level", () => {
  const [, firstY, , lastY] = pointsOf(box(0, 0), box(400, 90), null);
  expect(firstY).toBeCloseTo(0);
  expect(lastY).toBeCloseTo(90);
});

test("a link that leads back swings around both boxes", () => {
  const points = pointsOf(box(400, 0), box(0, 0), null);
  expect(Math.max(...points.filter((_, k) => k % 2 === 0))).toBeGreaterThan(450);
  expect(Math.min(...points.filter((_, k) => k % 2 === 0))).toBeLessThan(-50);
});
