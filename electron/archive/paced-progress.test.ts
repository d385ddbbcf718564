import { expect, test } from "vitest";
import { pacedProgress } from "./paced-progress.ts";
import type { JobProgress } from "./source.ts";

function paced(values: JobProgress[]): JobProgress[] {
  const told: JobProgress[] = [];
  const report = pacedProgress({ signal: { aborted: false }, progress: (value) => told.push(value) });
  values.forEach((value) => report(value));
  return told;
}

const step = (phase: string, done: number): JobProgress => ({ phase, done, total: 9_999, unit: "nodes" });

test("a flood becomes a few, with the first and the last of each phase", () => {
  const flood = (phase: string) => Array.from({ length: 10_000 }, (_, done) => step(phase, done));
  const told = paced([...flood("following links"), ...flood("writing nodes")]);
  expect(told.length).toBeLessThan(2_000);
  for (const phase of ["following links", "writing nodes"]) {
    const own = told.filter((value) => value.phase === phase);
    expect([own[0]?.done, own.at(-1)?.done]).toEqual([0, 9_999]);
  }
});

test("a phase that counts in its name is one phase, and an end told again and again is told once", () => {
  const files = Array.from({ length: 5_000 }, (_, at) => step(`writing file ${at} of 5,000`, at));
  expect(paced(files).length).toBeLessThan(1_000);
  expect(paced(Array.from({ length: 5_000 }, () => step("unpacking", 9_999))).length).toBeLessThan(1_000);
});
