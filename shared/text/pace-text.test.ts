import { expect, test } from "vitest";
import { nextPace } from "../model/job-pace.ts";
import { leftText, paceText } from "./pace-text.ts";

test.each([
  [0.2, "a few seconds left"],
  [8, "about 10 s left"],
  [41, "about 45 s left"],
  [56, "about 1 min left"],
  [125, "about 2 min left"],
  [5399, "about 90 min left"],
  [7300, "about 2 h left"],
])("%d seconds are %s", (seconds, text) => expect(leftText(seconds)).toBe(text));

test("rate and time left in words, as far as they are known", () => {
  const start = nextPace(null, { phase: "x", done: 0, total: null, unit: "bytes" }, 0);
  expect(paceText(null, "bytes")).toBe("");
  expect(paceText(start, "bytes")).toBe("");
  expect(paceText({ ...start, perSecond: 31e6 }, "bytes")).toBe("31 MB/s");
  expect(paceText({ ...start, perSecond: 12_345.6, secondsLeft: 130 }, "nodes")).toBe(
    "12,346 nodes/s, about 2 min left",
  );
  expect(paceText({ ...start, perSecond: 3, secondsLeft: 5 }, "steps")).toBe("a few seconds left");
});
