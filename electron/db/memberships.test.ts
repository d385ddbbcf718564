import { expect, test } from "vitest";
import { readMemberships } from "./memberships.ts";
import { makeArchive } from "./testing/make-archive.ts";

function read(groups: Parameters<typeof makeArchive>[0]) {
  const reading = readMemberships(makeArchive(groups).db, Int32Array.of(3, 5, 9));
  let step = reading.next();
  while (!step.done) step = reading.next();
  return Object.fromEntries(
    step.value.uuids.map((uuid, group) => [uuid, Array.from(step.value.members[group]!)]),
  );
}

const nodes = [3, 5, 9].map((id) => ({ id }));

test("members are indices in ascending order; a node that is not there is left out", () => {
  expect(
    read({
      nodes,
      groups: [
        { uuid: "a", label: "a", nodes: [9, 3, 77] },
        { uuid: "b", label: "b", nodes: [] },
        { uuid: "c", label: "c", nodes: [5] },
      ],
    }),
  ).toEqual({ a: [0, 2], c: [1] });
});

test("thousands of groups are read with turns for others in between", () => {
  const groups = Array.from({ length: 12_000 }, (_, i) => ({ uuid: `g${i}`, label: `g${i}`, nodes: [5] }));
  const reading = readMemberships(makeArchive({ nodes, groups }).db, Int32Array.of(3, 5, 9));
  let turns = 0;
  let step = reading.next();
  for (; !step.done; step = reading.next()) turns++;
  expect(turns).toBeGreaterThan(1);
  expect(step.value.uuids).toHaveLength(12_000);
});
