import { expect, test } from "vitest";
import { isFiltering, processWords, writtenWords } from "./summary-words.ts";

const summary = (counts: Partial<Parameters<typeof processWords>[0]>) =>
  processWords({ processes: 13, failed: 0, excepted: 0, killed: 0, ...counts } as Parameters<
    typeof processWords
  >[0]);

test("what went wrong is counted by kind; nothing wrong is said too", () => {
  expect(summary({})).toEqual({ text: "13 processes, none failed", isBad: false });
  expect(summary({ processes: 0 }).text).toBe("");
  expect(summary({ failed: 18, killed: 3 })).toEqual({ text: "18 failed, 3 killed", isBad: true });
});

test("the file's own date is not moved by our time zone", () => {
  expect(writtenWords({ writtenBy: "AiiDA 2.9.4", createdAt: "2026-11-22T23:59:59.123456" })).toBe(
    "written by AiiDA 2.9.4, 22 Nov 2026",
  );
  expect(writtenWords({ writtenBy: "AiiDA 2.0.0a1", createdAt: null })).toBe("written by AiiDA 2.0.0a1");
});

test("an empty list does not filter", () => {
  expect(isFiltering({})).toBe(false);
  expect(isFiltering({ states: [], createdAfter: undefined })).toBe(false);
  expect(isFiltering({ states: ["excepted"] })).toBe(true);
});
