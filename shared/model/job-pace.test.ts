import { expect, test } from "vitest";
import { nextPace, type Pace, type PacedProgress } from "./job-pace.ts";

/** The pace after reports at these times (ms). */
function after(reports: readonly (readonly [timeMs: number, progress: Partial<PacedProgress>])[]): Pace {
  let pace: Pace | null = null;
  for (const [timeMs, progress] of reports)
    pace = nextPace(
      pace,
      { phase: "copying files", done: 0, total: null, unit: "bytes", ...progress },
      timeMs,
    );
  return pace!;
}
/** Reports every 100 ms. */
const steady = (seconds: number, at: (second: number) => Partial<PacedProgress>) =>
  Array.from({ length: seconds * 10 + 1 }, (_, i) => [i * 100, at(i / 10)] as const);

test("nothing is said before it has settled", () => {
  expect(after([[0, { done: 0, total: 100 }]])).toMatchObject({ perSecond: null, secondsLeft: null });
  expect(after(steady(0.9, (s) => ({ done: s * 10, total: 100 })))).toMatchObject({
    perSecond: null,
    secondsLeft: null,
  });
});

test("steady work has its rate and what is left of it", () => {
  const pace = after(steady(10, (s) => ({ done: s * 1000, total: 60_000 })));
  expect(pace.perSecond).toBeCloseTo(1000, 0);
  expect(pace.secondsLeft).toBeCloseTo(50, 0);
});

test("without a total there is a rate alone", () => {
  expect(after(steady(5, (s) => ({ done: s * 7 })))).toMatchObject({
    secondsLeft: null,
    perSecond: expect.closeTo(7),
  });
});

test("a rate is that of the last seconds, and begins anew with each phase", () => {
  const slower = after(steady(20, (s) => ({ done: s < 10 ? s * 1000 : 10_000 + (s - 10) * 10 })));
  expect(slower.perSecond).toBeCloseTo(10, 0);
  const next = after([
    ...steady(5, (s) => ({ done: s * 1000 })),
    [5100, { phase: "importing links", done: 10 }],
  ]);
  expect(next.perSecond).toBeNull();
});

test("phases that count in their names are one", () => {
  const pace = after(steady(5, (s) => ({ phase: `writing file ${Math.floor(s)} of 9`, done: s * 50 })));
  expect(pace.perSecond).toBeCloseTo(50, 0);
});

test("the time left is that of all phases where their share is known", () => {
  const pace = after(
    steady(20, (s) => ({
      phase: s < 10 ? "importing nodes" : "copying files",
      done: (s % 10) * 5,
      share: s / 80,
    })),
  );
  expect(pace.secondsLeft).toBeCloseTo(60, 0);
});

test("one jump of the share does not throw the time left about", () => {
  const reports = steady(30, (s) => ({ share: s < 30 ? s / 100 : s / 100 + 0.3 }));
  const before = after(reports.slice(0, -1)).secondsLeft!;
  expect(before).toBeCloseTo(70, 0);
  expect(after(reports).secondsLeft! / before).toBeGreaterThan(0.8);
});

test("work that begins anew does not go backwards", () => {
  const pace = after([
    ...steady(5, (s) => ({ done: s * 1000, total: 60_000 })),
    [5100, { done: 10, total: 60_000 }],
  ]);
  expect(pace).toMatchObject({ perSecond: null, secondsLeft: null });
});
