import { expect, test } from "vitest";
import { createdText, isOfOneDay } from "./created-text.ts";

test("the time alone is enough within one day", () => {
  expect(isOfOneDay("2026-11-22 11:00:00.000000", "2026-11-22 12:00:00.000000")).toBe(true);
  expect(isOfOneDay("2026-11-20 11:00:00.000000", "2026-11-22 12:00:00.000000")).toBe(false);
  expect(isOfOneDay("2026-10-22 11:00:00.000000", "2026-11-22 12:00:00.000000")).toBe(false);
  expect(isOfOneDay(null, null)).toBe(false);
});

test("a time is said with its day when days differ, and as it stands when it is none", () => {
  const stored = "2026-11-22 11:04:05.123456";
  expect(createdText(stored, true)).toMatch(/^\d\d:04:05$/);
  expect(createdText(stored, false)).toMatch(/^2\d Nov 2026 \d\d:04$/);
  expect(createdText("long ago", false)).toBe("long ago");
});
