import { expect, test } from "vitest";
import { relativeTime, timeOf } from "./time-text.ts";

const now = Date.parse("2026-11-22T12:00:00Z");

test("AiiDA's stored form is UTC, whatever its number of digits", () => {
  expect(timeOf("2026-11-22 11:59:30.123456")).toBe(Date.parse("2026-11-22T11:59:30.123Z"));
  expect(timeOf("2026-11-22T11:59:30")).toBe(Date.parse("2026-11-22T11:59:30Z"));
  expect(timeOf("not a time")).toBeNaN();
});

test.each([
  ["2026-11-22 11:59:30.000000", "just now"],
  ["2026-11-22 12:00:20.000000", "just now"],
  ["2026-11-22 11:58:30.000000", "1 minute ago"],
  ["2026-11-22 11:00:01.000000", "59 minutes ago"],
  ["2026-11-22 09:00:00.000000", "3 hours ago"],
  ["2026-11-21 09:00:00.000000", "yesterday"],
  ["2026-03-03 12:00:00.000000", "3 Mar"],
  ["2024-03-03 12:00:00.000000", "3 Mar 2024"],
  ["2027-03-03 12:00:00.000000", "3 Mar 2027"],
  ["", ""],
  ["yesterday-ish", "yesterday-ish"],
])("%s is said as %s", (stored, said) => {
  expect(relativeTime(stored, now)).toBe(said);
});
