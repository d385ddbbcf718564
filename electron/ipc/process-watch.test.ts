import { describe, expect, test } from "vitest";
import { processLimits, type ProcessLook, ProcessWatch } from "./process-watch.ts";
import { processUse } from "./process-use.ts";

const MIB = 1024 * 1024;
const LIMITS = { memoryBytes: 100 * MIB, silentSeconds: 8 };

/** Looks one after the other; the number of the one that ended it, and why. */
function endedAt(looks: Partial<ProcessLook>[]): [number, unknown] | null {
  const watch = new ProcessWatch(LIMITS);
  for (const [index, look] of looks.entries()) {
    const error = watch.look({ isAlive: true, seconds: 1, memoryBytes: 50 * MIB, cpuSeconds: 0, ...look });
    if (error) return [index, error.details["limit"]];
  }
  return null;
}

/** So many looks, made from their number. */
const looks = (count: number, make: (index: number) => Partial<ProcessLook>) =>
  Array.from({ length: count }, (_, index) => make(index));

describe("a process that reads a source", () => {
  test("may compute for ever as long as it gives signs of life", () => {
    expect(endedAt(looks(1000, (index) => ({ cpuSeconds: index })))).toBe(null);
  });

  test("is ended when it computes for 8 s without one", () => {
    expect(endedAt(looks(60, (index) => ({ isAlive: index < 10, cpuSeconds: index })))).toEqual([
      18,
      "STEMMA_MAX_SILENT_SECONDS",
    ]);
  });

  test("that gets little of a busy machine has longer on the clock", () => {
    expect(endedAt(looks(60, (index) => ({ isAlive: index < 10, cpuSeconds: index / 2 })))).toEqual([
      26,
      "STEMMA_MAX_SILENT_SECONDS",
    ]);
  });

  test("is not ended for what the machine keeps from it", () => {
    // a load of 27 on two processors: 6 s of an index take 81 s
    expect(endedAt(looks(110, (index) => ({ isAlive: index < 10, cpuSeconds: index * 0.07 })))).toBe(null);
    expect(endedAt(looks(200, (index) => ({ isAlive: index < 10, cpuSeconds: index * 0.07 })))?.[0]).toBe(
      10 + Math.ceil(8 / 0.07),
    );
    expect(endedAt(looks(99, (index) => ({ isAlive: index < 10, cpuSeconds: index * 0.01 })))?.[0]).toBe(49);
  });

  test("that said how long its call will be has so much more for this call, not for the next", () => {
    const announced = (isOver: (index: number) => boolean) =>
      endedAt(
        looks(99, (index) => ({
          isAlive: index < 10 || (index > 10 && isOver(index) && !isOver(index - 1)),
          cpuSeconds: index,
          grantedSeconds: isOver(index) ? 0 : 20,
        })),
      );
    expect(announced(() => false)?.[0]).toBe(10 + 28);
    expect(announced((index) => index >= 30)?.[0]).toBe(31 + 8);
    expect(endedAt(looks(300, (index) => ({ isAlive: index < 10, grantedSeconds: 20 })))?.[0]).toBe(
      9 + 28 * 5,
    );
  });

  test("that computes nothing is ended after five times as long", () => {
    expect(endedAt(looks(99, (index) => ({ isAlive: index < 10 })))).toEqual([
      49,
      "STEMMA_MAX_SILENT_SECONDS",
    ]);
    expect(endedAt(looks(99, (index) => ({ isAlive: index < 10, cpuSeconds: null })))?.[0]).toBe(49);
  });

  test("that comes back in time has all of its time again", () => {
    expect(endedAt(looks(200, (index) => ({ isAlive: index % 8 === 0, cpuSeconds: index })))).toBe(null);
  });

  test("is ended when it takes more memory than it may", () => {
    expect(endedAt(looks(20, (index) => ({ memoryBytes: index * 10 * MIB })))).toEqual([
      11,
      "STEMMA_MAX_MEMORY_BYTES",
    ]);
    expect(endedAt(looks(20, () => ({ memoryBytes: null })))).toBe(null);
  });
});

test("the environment sets the limits; what is no number does not", () => {
  expect(processLimits({ STEMMA_MAX_MEMORY_BYTES: "1000", STEMMA_MAX_SILENT_SECONDS: "2.5" })).toEqual({
    memoryBytes: 1000,
    silentSeconds: 2.5,
  });
  expect(processLimits({ STEMMA_MAX_MEMORY_BYTES: "much" })).toEqual(processLimits({}));
});

test.runIf(process.platform === "linux")(
  "this process takes memory and time, one that is gone neither",
  () => {
    const before = processUse("self");
    const kept = Buffer.alloc(64 * MIB, 1);
    const after = processUse(process.pid);
    expect(after!.memoryBytes - before!.memoryBytes).toBeGreaterThan(60 * MIB);
    expect(after!.cpuSeconds).toBeGreaterThanOrEqual(before!.cpuSeconds);
    expect(kept.length).toBe(64 * MIB);
    expect(processUse(2 ** 30)).toBe(null);
  },
);
