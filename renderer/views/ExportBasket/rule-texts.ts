import { exportRules, isToggleable, type TraversalRule } from "../../../shared/graph/traversal-rules.ts";
import { RULE_WORDS } from "../../../shared/text/rule-words.ts";

interface RuleState {
  rule: TraversalRule;
  on: boolean;
  nodes: number;
}

/** One sentence for a row of the table: where the rule leads, and how it stands to AiiDA's default. */
export function ruleText({ rule, on, nodes }: RuleState): string {
  const text = RULE_WORDS[rule].leadsTo;
  if (!isToggleable(rule)) return `${text}, always`;
  const isDefault = exportRules()[rule];
  if (on) return isDefault ? text : `${text} (off by default)`;
  const end = isDefault ? " (on by default)" : "";
  return nodes > 0 ? `would add ${text}${end}` : `would add nothing: ${text}${end}`;
}
