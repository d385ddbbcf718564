import { TRAVERSAL_RULES, type TraversalRule, type TraversalRules } from "./traversal-rules.ts";

/** The three rules a person may switch when deleting; the others are fixed, so that no provenance is left with holes. */
export const DELETION_SWITCHES = [
  "create_forward",
  "call_calc_forward",
  "call_work_forward",
] as const satisfies readonly TraversalRule[];

export type DeletionSwitch = (typeof DELETION_SWITCHES)[number];

/** A choice for some of the switches; what is left out keeps its default, which is on. */
export type DeletionSwitches = Partial<Record<DeletionSwitch, boolean>>;

/** Rules that a deletion never follows: inputs stay, and so does what a workflow only returned. */
const NEVER_FOLLOWED: readonly TraversalRule[] = [
  "input_calc_backward",
  "return_forward",
  "input_work_backward",
];

/** The twelve effective rules of a deletion (AiiDA's `GraphTraversalRules.DELETE`) with the given switches. */
export function deletionRules(switches: DeletionSwitches = {}): TraversalRules {
  const rules = {} as TraversalRules; // filled for every rule by the loop below
  for (const rule of TRAVERSAL_RULES) rules[rule] = !NEVER_FOLLOWED.includes(rule);
  for (const rule of DELETION_SWITCHES) rules[rule] = switches[rule] ?? true;
  return rules;
}

/** True if the rule is one of the three switches. */
export function isDeletionSwitch(rule: TraversalRule): rule is DeletionSwitch {
  return (DELETION_SWITCHES as readonly TraversalRule[]).includes(rule);
}
