import { exportRules, type RuleSwitches, TOGGLEABLE_RULES } from "../../shared/graph/traversal-rules.ts";

let defaults: RuleSwitches = {};

/** The rules that a new basket begins with; empty: AiiDA's defaults. */
export function defaultSwitches(): RuleSwitches {
  return defaults;
}

/** Set the rules that new baskets begin with. */
export function keepDefaultSwitches(switches: RuleSwitches): void {
  defaults = switches;
}

/** True if two choices of switches come to the same rules. */
export function areSameRules(one: RuleSwitches, other: RuleSwitches): boolean {
  const [a, b] = [exportRules(one), exportRules(other)];
  return TOGGLEABLE_RULES.every((rule) => a[rule] === b[rule]);
}
