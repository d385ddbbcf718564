import fc from "fast-check";
import { expect, test } from "vitest";
import { cyclesOf } from "./cycles.ts";

const edgesOf = (nodes: number) =>
  fc
    .array(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), { maxLength: nodes * 3 })
    .map((edges) => edges.filter(([from, to]) => from !== to));

const graphs = fc
  .integer({ min: 1, max: 12 })
  .chain((nodes) => edgesOf(nodes).map((edges) => ({ nodes, edges })));

const run = (nodes: number, edges: readonly (readonly [number, number])[]) => [
  ...cyclesOf(
    nodes,
    Int32Array.from(edges, ([from]) => from),
    Int32Array.from(edges, ([, to]) => to),
  ),
];

/** By brute force: which nodes reach each other, and so themselves. */
function partsOf(nodes: number, edges: readonly (readonly [number, number])[]): Set<string> {
  const reaches = Array.from({ length: nodes }, () => new Set<number>());
  for (const [from, to] of edges) reaches[from]!.add(to);
  for (let via = 0; via < nodes; via++) {
    for (const set of reaches) if (set.has(via)) for (const far of reaches[via]!) set.add(far);
  }
  const parts = new Set<string>();
  for (let node = 0; node < nodes; node++) {
    if (!reaches[node]!.has(node)) continue;
    const part = [...reaches[node]!].filter((other) => reaches[other]!.has(node)).sort((a, b) => a - b);
    parts.add(part.join(" "));
  }
  return parts;
}

test("finds one circle in each part whose nodes reach each other, and no others", () => {
  fc.assert(
    fc.property(graphs, ({ nodes, edges }) => {
      const parts = partsOf(nodes, edges);
      const circles = run(nodes, edges);
      expect(circles).toHaveLength(parts.size);
      const links = new Set(edges.map(([from, to]) => `${from} ${to}`));
      for (const circle of circles) {
        expect(new Set(circle).size).toBe(circle.length);
        circle.forEach((node, i) => expect(links).toContain(`${node} ${circle[(i + 1) % circle.length]!}`));
        const inOne = [...parts].filter((part) =>
          circle.every((node) => part.split(" ").includes(String(node))),
        );
        expect(inOne).toHaveLength(1);
      }
    }),
  );
});

test("a chain of a million nodes has none, and its last link back makes one", () => {
  const count = 1_000_000;
  const sources = Int32Array.from({ length: count }, (_, i) => i);
  const targets = Int32Array.from({ length: count }, (_, i) => i + 1);
  expect([...cyclesOf(count + 1, sources, targets)]).toEqual([]);
  targets[count - 1] = 0;
  const [circle, ...others] = cyclesOf(count + 1, sources, targets);
  expect(circle).toHaveLength(count);
  expect(others).toEqual([]);
});
