import { expect, test } from "vitest";
import { runLayoutJob } from "./layout/layout-job.ts";
import type { LayoutLink, LayoutNode } from "./layout/types.ts";
import { Places, withoutNodes } from "./places.ts";

const node = (nodeId: number): LayoutNode => ({ nodeId, width: 120, height: 40 });
const link = (source: number, target: number): LayoutLink => ({ source, target, isReturn: false });
const chain = [link(1, 2), link(2, 3), link(3, 4)];

function show(places: Places, ids: number[]): void {
  const nodes = ids.map(node);
  const job = places.jobFor(nodes, chain);
  places.take(nodes, job && job.nodes.length > 0 ? runLayoutJob(job) : null);
}
const all = (places: Places, ids: number[]) => ids.map((id) => places.boxOf(id));

test("what stays is the same box, whatever comes and goes", () => {
  const places = new Places();
  show(places, [1, 2]);
  const first = all(places, [1, 2]);
  show(places, [1, 2, 3, 4]);
  show(places, [1, 2, 4]);
  expect(all(places, [1, 2])).toEqual(first);
  expect(places.boxOf(1)).toBe(first[0]);
});

test("a node that was hidden comes back to its place", () => {
  const places = new Places();
  show(places, [1, 2, 3]);
  const before = places.boxOf(3);
  show(places, [1, 2]);
  show(places, [1, 2, 3]);
  expect(places.boxOf(3)).toBe(before);
});

test("nothing to do is no job", () => {
  const places = new Places();
  show(places, [1, 2, 3]);
  expect(places.jobFor([node(1), node(3)], chain)).toBeNull();
});

test("routes are those of the places that the ends have now", () => {
  const places = new Places();
  show(places, [1, 2, 3]);
  expect(places.routeOf(1, 2)).not.toBeNull();
  places.tidy();
  expect(places.routeOf(1, 2)).toBeNull();
  show(places, [2, 3]);
  expect(places.routeOf(2, 3)).not.toBeNull();
});

test("tidy lays everything out anew", () => {
  const places = new Places();
  show(places, [1, 3]);
  show(places, [1, 2, 3, 4]);
  places.tidy();
  show(places, [1, 2, 3, 4]);
  const xs = all(places, [1, 2, 3, 4]).map((box) => box!.x);
  expect(xs).toEqual([...xs].sort((a, b) => a - b));
});

test("a node that says more grows around its centre where it has room, else it keeps its box", () => {
  const places = new Places();
  show(places, [1, 2]);
  const [first, second] = all(places, [1, 2]);
  places.resize([{ ...node(1), width: 140 }, node(2)]);
  expect(places.boxOf(1)).toEqual({ ...first, width: 140 });
  places.resize([{ ...node(1), width: 4000 }, node(2)]);
  expect(places.boxOf(1)).toEqual({ ...first, width: 140 });
  expect(places.boxOf(2)).toBe(second);
});

test("an arrangement that comes back keeps no place for a node whose id is another's by now", () => {
  const places = new Places();
  show(places, [1, 2, 3]);
  const kept = places.snapshot();
  const [first] = all(places, [1]);
  places.tidy();
  show(places, [1, 2, 3]);
  places.restore(withoutNodes(kept, [3]));
  expect(all(places, [1, 3])).toEqual([first, null]);
  expect([places.routeOf(1, 2) === null, places.routeOf(2, 3)]).toEqual([false, null]);
  const job = places.jobFor([1, 2, 3].map(node), chain);
  expect(job?.nodes.map(({ nodeId }) => nodeId)).toEqual([3]);
});
