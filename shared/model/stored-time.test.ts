import fc from "fast-check";
import { expect, test } from "vitest";
import { microsToTime, timeToMicros } from "./stored-time.ts";

test("stored times survive to the microsecond", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_102_444_800_000_000 }), (micros) => {
      expect(timeToMicros(microsToTime(micros))).toBe(micros);
    }),
  );
  expect(microsToTime(timeToMicros("2026-11-22 01:00:39.221282"))).toBe("2026-11-22 01:00:39.221282");
});

test("takes ISO 8601 with and without a zone", () => {
  const noon = timeToMicros("2026-03-01 12:00:00.000000");
  expect(timeToMicros("2026-03-01T12:00")).toBe(noon);
  expect(timeToMicros("2026-03-01T12:00:00Z")).toBe(noon);
  expect(timeToMicros("2026-03-01T14:00:00+02:00")).toBe(noon);
  expect(timeToMicros("2026-03-01T07:30:00-0430")).toBe(noon);
  expect(timeToMicros("2026-03-01")).toBe(noon - 12 * 3600 * 1e6);
});

test("what is no time is NaN", () => {
  for (const text of [
    "",
    "yesterday",
    "2026-13-01",
    "2026-02-30",
    "2026-01-01 25:00",
    "2026-01-01 00:00:00+",
    "null",
  ]) {
    expect(timeToMicros(text)).toBeNaN();
  }
});
