import { expect, test } from "vitest";
import { TRAVERSAL_RULES, type TraversalRule } from "../graph/traversal-rules.ts";
import { trailClauses, trailSentence } from "./trail-sentence.ts";

function step(fromTitle: string, toTitle: string, rule: TraversalRule, linkLabel = "link") {
  return { fromTitle, toTitle, rule, linkLabel };
}

test("one step names the chosen node, the rule and the link", () => {
  const trail = [step("Si diamond, relaxed", "PwRelaxWorkChain", "return_backward", "output_structure")];
  expect(trailSentence(trail)).toBe(
    "PwRelaxWorkChain is in because it returned Si diamond, relaxed (return_backward, along output_structure)",
  );
});

test("several steps are said from the node asked about back to the chosen one", () => {
  const trail = [
    step("Si diamond, relaxed", "PwRelaxWorkChain", "return_backward", "output_structure"),
    step("PwRelaxWorkChain", "PwBaseWorkChain", "call_work_forward", "iteration_01"),
    step("PwBaseWorkChain", "pw-6.7", "input_work_backward", "pw__code"),
  ];
  expect(trailSentence(trail)).toBe(
    "pw-6.7 is in because it is an input of PwBaseWorkChain (input_work_backward, along pw__code), " +
      "which was called by PwRelaxWorkChain (call_work_forward, along iteration_01), " +
      "which returned Si diamond, relaxed (return_backward, along output_structure), which you chose",
  );
});

test("every rule has words, and its two directions say opposite things", () => {
  const said = TRAVERSAL_RULES.map((rule) => trailClauses([step("A", "B", rule)])[0]!.verb);
  expect(said).toStrictEqual([
    "used",
    "is an input of",
    "was created by",
    "created",
    "was returned by",
    "returned",
    "used",
    "is an input of",
    "was called by",
    "called",
    "was called by",
    "called",
  ]);
});

test("a chosen node has no trail", () => {
  expect(trailSentence([])).toBe("This node is in because you chose it.");
});

test("a link without a label is not named", () => {
  expect(trailSentence([step("A", "B", "create_forward", "")])).toBe(
    "B is in because it was created by A (create_forward)",
  );
});

test("text of the archive cannot turn the sentence around or break its line", () => {
  const sentence = trailSentence([step("a\u202eb", "c\nd", "create_forward", "e\u0007")]);
  expect(sentence).toBe("c\\nd is in because it was created by a\\u202eb (create_forward, along e\\x07)");
});
