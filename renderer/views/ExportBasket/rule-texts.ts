import {
  exportRules,
  isToggleable,
  TOGGLEABLE_RULES,
  TRAVERSAL_RULES,
  type TraversalRule,
} from "../../../shared/graph/traversal-rules.ts";

/** What each rule leads to, seen from a node that is already in. */
const LEADS_TO: Readonly<Record<TraversalRule, string>> = {
  input_calc_forward: "calculations that used a node",
  input_calc_backward: "inputs of calculations",
  create_forward: "what calculations created",
  create_backward: "the calculation that created a node",
  return_forward: "what workflows returned",
  return_backward: "workflows that returned a node",
  input_work_forward: "workflows that used a node",
  input_work_backward: "inputs of workflows",
  call_calc_forward: "calculations that workflows called",
  call_calc_backward: "the workflow that called a calculation",
  call_work_forward: "workflows that workflows called",
  call_work_backward: "the workflow that called a workflow",
};

interface RuleState {
  rule: TraversalRule;
  on: boolean;
  nodes: number;
}

/** One sentence for a row of the table: where the rule leads, and how it stands to AiiDA's default. */
export function ruleText({ rule, on, nodes }: RuleState): string {
  const text = LEADS_TO[rule];
  if (!isToggleable(rule)) return `${text}, always`;
  const isDefault = exportRules()[rule];
  if (on) return isDefault ? text : `${text} (off by default)`;
  const end = isDefault ? " (on by default)" : "";
  return nodes > 0 ? `would add ${text}${end}` : `would add nothing: ${text}${end}`;
}

/** Rows in the order of the table: the switches that are on by default, the other switches, then the fixed rules. */
export const RULE_ORDER: readonly TraversalRule[] = [
  ...TOGGLEABLE_RULES.filter((rule) => exportRules()[rule]),
  ...TOGGLEABLE_RULES.filter((rule) => !exportRules()[rule]),
  ...TRAVERSAL_RULES.filter((rule) => !isToggleable(rule)),
];
