import { expect, test } from "vitest";
import type { TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { ruleText } from "./rule-texts.ts";

test("a row says where its rule leads and how it stands to the default", () => {
  const said = (rule: TraversalRule, on: boolean, nodes: number) => ruleText({ rule, on, nodes });
  expect(said("create_backward", true, 3)).toBe("the calculation that created a node");
  expect(said("create_backward", false, 3)).toBe(
    "would add the calculation that created a node (on by default)",
  );
  expect(said("return_backward", true, 1)).toBe("workflows that returned a node (off by default)");
  expect(said("input_calc_forward", false, 41)).toBe("would add calculations that used a node");
  expect(said("input_calc_forward", false, 0)).toBe("would add nothing: calculations that used a node");
  const own = (ownDefault: boolean, on: boolean) =>
    ruleText({ rule: "return_backward", on, nodes: 1, ownDefault });
  expect(own(true, true)).toBe("workflows that returned a node (your default)");
  expect(own(true, false)).toBe("would add workflows that returned a node (on by your default)");
  expect(said("input_calc_backward", true, 0)).toBe("inputs of calculations, always");
});
