import { expect, test } from "vitest";
import { filterOfSpan, spanOf } from "./created-span.ts";
import { outcomeOfKey } from "../../queries/node-lists.ts";
import { isFilterSet, toggledFilter } from "./filter-change.ts";

test("a value is set and taken out; equal filters look equal", () => {
  const one = toggledFilter({}, "states", "killed");
  expect(one).toEqual({ states: ["killed"] });
  const both = toggledFilter(one, "states", "excepted");
  expect(both).toEqual(toggledFilter(toggledFilter({}, "states", "excepted"), "states", "killed"));
  expect(toggledFilter(one, "states", "killed")).toEqual({});
  expect(toggledFilter(one, "users", "ada")).toEqual({ states: ["killed"], users: ["ada"] });
});

test("a filter of empty lists filters nothing", () => {
  expect(isFilterSet({})).toBe(false);
  expect(isFilterSet({ users: [] })).toBe(false);
  expect(isFilterSet({ createdAfter: "2026-01-01" })).toBe(true);
});

test.each([
  ["finished[0]", "ok"],
  ["finished[410]", "failed"],
  ["finished[null]", "open"],
  ["excepted", "failed"],
  ["killed", "failed"],
  ["waiting", "open"],
  ["unknown", "open"],
])("%s is felt as %s", (key, outcome) => {
  expect(outcomeOfKey(key)).toBe(outcome);
});

const bins = ["10", "20", "30", "40"].map((from, i) => ({ from, to: String((i + 2) * 10), count: 1 }));

test("the whole span sets nothing; a part sets the ends that differ", () => {
  const whole = { from: 0, to: 4 };
  expect(filterOfSpan({ users: ["ada"], createdAfter: "x" }, bins, whole)).toEqual({ users: ["ada"] });
  expect(filterOfSpan({}, bins, { from: 1, to: 4 })).toEqual({ createdAfter: "20" });
  expect(filterOfSpan({}, bins, { from: 0, to: 2 })).toEqual({ createdBefore: "30" });
});

test("a span comes back from its filter", () => {
  for (let from = 0; from < 4; from++) {
    for (let to = from + 1; to <= 4; to++) {
      expect(spanOf(bins, filterOfSpan({}, bins, { from, to }))).toEqual({ from, to });
    }
  }
  expect(spanOf(bins, { createdAfter: "25", createdBefore: "25" })).toEqual({ from: 1, to: 2 });
  expect(spanOf(bins, { createdAfter: "05", createdBefore: "99" })).toEqual({ from: 0, to: 4 });
});
