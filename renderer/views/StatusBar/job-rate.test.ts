import { expect, test } from "vitest";
import { leftText, rateText } from "./job-rate.ts";

const start = { phase: "writing files", timeMs: 1000, done: 100 };
const progress = (done: number, total: number | null, unit: "bytes" | "files" = "files") => ({
  phase: "writing files",
  done,
  total,
  unit,
});

test("a rate is told once it has settled, with the time left where the end is known", () => {
  expect(rateText(start, progress(150, 400), 1500)).toBe("");
  expect(rateText(start, progress(200, 400), 3000)).toBe("50 files/s, 4 s left");
  expect(rateText(start, progress(200, null), 3000)).toBe("50 files/s");
  expect(rateText(start, progress(62_000_100, 62_000_100, "bytes"), 3000)).toBe("31 MB/s");
  expect(rateText(start, progress(100, 400), 9000)).toBe("");
});

test.each([
  [0.2, "1 s left"],
  [89, "89 s left"],
  [90, "2 min left"],
  [5399, "90 min left"],
  [7300, "2 h left"],
])("%d seconds are %s", (seconds, text) => expect(leftText(seconds)).toBe(text));
