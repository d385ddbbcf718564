import { expect, test } from "vitest";
import { RULES_TO_READ, TRAVERSAL_RULES } from "../graph/traversal-rules.ts";
import { RULE_WORDS } from "./rule-words.ts";

test("every rule has words of its own", () => {
  const all = TRAVERSAL_RULES.map((rule) => RULE_WORDS[rule]);
  for (const part of ["leadsTo", "sentence", "example"] as const)
    expect(new Set(all.map((words) => words[part])).size).toBe(12);
  for (const { sentence, example } of all) {
    expect(sentence).toMatch(/^With a .+\.$/);
    expect(example).toMatch(/\.$/);
  }
});

test("rules are read switches first", () => {
  expect([...RULES_TO_READ].sort()).toStrictEqual([...TRAVERSAL_RULES].sort());
  expect(RULES_TO_READ.slice(0, 6)).toStrictEqual([
    "create_backward",
    "call_calc_backward",
    "call_work_backward",
    "input_calc_forward",
    "return_backward",
    "input_work_forward",
  ]);
});
