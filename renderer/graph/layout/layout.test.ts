import fc from "fast-check";
import { expect, test } from "vitest";
import { addNodes } from "./add-nodes.ts";
import { fullLayout } from "./full-layout.ts";
import { isotonic } from "./rows.ts";
import { type Box, edgesOf, type LayoutLink, type LayoutNode } from "./types.ts";

const node = (nodeId: number, width = 120, height = 44): LayoutNode => ({ nodeId, width, height });
const link = (source: number, target: number, isReturn = false): LayoutLink => ({ source, target, isReturn });
const boxOf = (boxes: readonly Box[], nodeId: number) => boxes.find((box) => box.nodeId === nodeId)!;

const anyGraph = fc
  .record({
    sizes: fc.array(fc.tuple(fc.integer({ min: 40, max: 220 }), fc.constantFrom(28, 44)), {
      minLength: 1,
      maxLength: 40,
    }),
    ends: fc.array(fc.tuple(fc.nat(39), fc.nat(39), fc.boolean()), { maxLength: 90 }),
  })
  .map(({ sizes, ends }) => ({
    nodes: sizes.map(([width, height], index) => node(index * 3 + 1, width, height)),
    links: ends
      .filter(([a, b]) => a < sizes.length && b < sizes.length)
      .map(([a, b, isReturn]) => link(a * 3 + 1, b * 3 + 1, isReturn)),
  }));

function overlaps(boxes: readonly Box[]): string[] {
  const found: string[] = [];
  boxes.forEach((a, k) => {
    for (const b of boxes.slice(k + 1)) {
      const isApart =
        Math.abs(a.x - b.x) >= (a.width + b.width) / 2 || Math.abs(a.y - b.y) >= (a.height + b.height) / 2;
      if (!isApart) found.push(`${a.nodeId} and ${b.nodeId}`);
    }
  });
  return found;
}

test("no two boxes overlap, whatever the links", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, links }) => {
      const { boxes } = fullLayout(nodes, links);
      expect(boxes.map((box) => box.nodeId)).toEqual(nodes.map((one) => one.nodeId));
      expect(boxes.every((box) => Number.isFinite(box.x) && Number.isFinite(box.y))).toBe(true);
      expect(overlaps(boxes)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the same graph is laid out in the same way", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, links }) => {
      expect(fullLayout(nodes, links)).toEqual(fullLayout(nodes, links));
    }),
  );
});

test("every link of a graph without cycles points right", () => {
  fc.assert(
    fc.property(anyGraph, ({ nodes, links }) => {
      const forward = links.filter(({ source, target }) => source < target);
      const { boxes } = fullLayout(nodes, forward);
      for (const { source, target } of forward)
        expect(edgesOf(boxOf(boxes, source)).right).toBeLessThan(edgesOf(boxOf(boxes, target)).left);
    }),
    { numRuns: 200 },
  );
});

test("a workflow that returns its own input does not turn the input round", () => {
  // 1 ─input_work→ 2 ─return→ 1, 2 ─return→ 3
  const { boxes } = fullLayout([node(1), node(2), node(3)], [link(1, 2), link(2, 1, true), link(2, 3, true)]);
  expect(boxOf(boxes, 1).x).toBeLessThan(boxOf(boxes, 2).x);
  expect(boxOf(boxes, 2).x).toBeLessThan(boxOf(boxes, 3).x);
});

test("what is shown moves by no pixel when something is added, and nothing overlaps", () => {
  fc.assert(
    fc.property(anyGraph, fc.nat(40), ({ nodes, links }, count) => {
      const first = nodes.slice(0, Math.min(count, nodes.length));
      const rest = nodes.slice(first.length);
      const shown = fullLayout(first, links).boxes;
      const before = structuredClone(shown);
      const added = addNodes(shown, rest, links);
      expect(shown).toEqual(before);
      expect(added.map((box) => box.nodeId)).toEqual(rest.map((one) => one.nodeId));
      expect(overlaps([...shown, ...added])).toEqual([]);
      expect(addNodes(shown, rest, links)).toEqual(added);
    }),
    { numRuns: 300 },
  );
});

test("an added output stands right of its calculation, an added input left of it", () => {
  const shown = fullLayout([node(1), node(2)], [link(1, 2)]).boxes;
  const [input, output] = addNodes(shown, [node(3), node(4)], [link(1, 2), link(3, 2), link(2, 4)]);
  expect(edgesOf(input!).right).toBeLessThan(edgesOf(boxOf(shown, 2)).left);
  expect(edgesOf(output!).left).toBeGreaterThan(edgesOf(boxOf(shown, 2)).right);
});

test("five hundred equal runs become a block, not a tower", () => {
  const runs = Array.from({ length: 500 }, (_, k) => node(k + 2));
  const { boxes } = fullLayout(
    [node(1), ...runs],
    runs.map((run) => link(1, run.nodeId)),
  );
  const ys = boxes.map((box) => box.y);
  expect(Math.max(...ys) - Math.min(...ys)).toBeLessThan(80 * 58);
});

test("isotonic regression: ascending, and no ascending sequence of a brute-force grid is nearer", () => {
  const grid = [0, 1, 2, 3, 4];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...grid), { minLength: 1, maxLength: 4 }), (values) => {
      const out = [...isotonic(Float64Array.from(values), new Float64Array(values.length).fill(1))];
      const cost = (one: readonly number[]) => one.reduce((sum, v, k) => sum + (v - values[k]!) ** 2, 0);
      expect(out.every((v, k) => k === 0 || v >= out[k - 1]!)).toBe(true);
      let tries: number[][] = [[]];
      for (let k = 0; k < values.length; k++)
        tries = tries.flatMap((one) => grid.filter((g) => g >= (one.at(-1) ?? 0)).map((g) => [...one, g]));
      expect(Math.min(...tries.map(cost))).toBeGreaterThanOrEqual(cost(out) - 1e-9);
    }),
  );
});
