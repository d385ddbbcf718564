import { exportRules, isToggleable, type TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";

interface RuleState {
  rule: TraversalRule;
  on: boolean;
  nodes: number;
  /** What the person has set for new baskets, where that is not AiiDA's own. */
  ownDefault?: boolean | undefined;
}

/** One sentence for a row of the table: where the rule leads, and how it stands to the default, AiiDA's or the person's. */
export function ruleText({ rule, on, nodes, ownDefault }: RuleState): string {
  const text = RULE_WORDS[rule].leadsTo;
  if (!isToggleable(rule)) return `${text}, always`;
  const isDefault = ownDefault ?? exportRules()[rule];
  const whose = ownDefault === undefined ? "by default" : "by your default";
  if (on && ownDefault) return `${text} (your default)`;
  if (on) return isDefault ? text : `${text} (off ${whose})`;
  const end = isDefault ? ` (on ${whose})` : ownDefault === false ? " (your default)" : "";
  return nodes > 0 ? `would add ${text}${end}` : `would add nothing: ${text}${end}`;
}
