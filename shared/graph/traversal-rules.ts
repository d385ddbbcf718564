import { LINK_TYPES, type LinkType } from "../model/link.ts";

/** A traversal rule: a link type with a direction; forward runs from source to target. */
export type TraversalRule = `${LinkType}_${"forward" | "backward"}`;

/** Whether each of the twelve rules is followed. */
export type TraversalRules = Record<TraversalRule, boolean>;

/** The twelve rules in the order of AiiDA's export rule set, which is also the order that breaks ties. */
export const TRAVERSAL_RULES = [
  "input_calc_forward",
  "input_calc_backward",
  "create_forward",
  "create_backward",
  "return_forward",
  "return_backward",
  "input_work_forward",
  "input_work_backward",
  "call_calc_forward",
  "call_calc_backward",
  "call_work_forward",
  "call_work_backward",
] as const satisfies readonly TraversalRule[];

/** The six rules a person may switch; the other six are always on when exporting. */
export const TOGGLEABLE_RULES = [
  "input_calc_forward",
  "create_backward",
  "return_backward",
  "input_work_forward",
  "call_calc_backward",
  "call_work_backward",
] as const satisfies readonly TraversalRule[];

export type ToggleableRule = (typeof TOGGLEABLE_RULES)[number];

/** A choice for some of the switches; what is left out keeps its default. */
export type RuleSwitches = Partial<Record<ToggleableRule, boolean>>;

const DEFAULT_SWITCHES: Record<ToggleableRule, boolean> = {
  input_calc_forward: false,
  create_backward: true,
  return_backward: false,
  input_work_forward: false,
  call_calc_backward: true,
  call_work_backward: true,
};

/** The twelve effective rules of an export (AiiDA's `GraphTraversalRules.EXPORT`) with the given switches. */
export function exportRules(switches: RuleSwitches = {}): TraversalRules {
  const rules = {} as TraversalRules; // filled for every rule by the loop below
  for (const rule of TRAVERSAL_RULES) rules[rule] = true;
  for (const rule of TOGGLEABLE_RULES) rules[rule] = switches[rule] ?? DEFAULT_SWITCHES[rule];
  return rules;
}

/** The rule that walks a link of this type in this direction. */
export function ruleFor(linkType: LinkType, forward: boolean): TraversalRule {
  return `${linkType}_${forward ? "forward" : "backward"}`;
}

/** True if the rule is one of the six switches. */
export function isToggleable(rule: TraversalRule): rule is ToggleableRule {
  return (TOGGLEABLE_RULES as readonly TraversalRule[]).includes(rule);
}

/** The rules as people read them: the switches that are on by default, the other switches, then the fixed rules. */
export const RULES_TO_READ: readonly TraversalRule[] = [
  ...TOGGLEABLE_RULES.filter((rule) => DEFAULT_SWITCHES[rule]),
  ...TOGGLEABLE_RULES.filter((rule) => !DEFAULT_SWITCHES[rule]),
  ...TRAVERSAL_RULES.filter((rule) => !isToggleable(rule)),
];

/** Position of each link type in `LINK_TYPES`: its code in typed arrays. */
export const LINK_TYPE_CODE: Readonly<Record<LinkType, number>> = Object.fromEntries(
  LINK_TYPES.map((type, code) => [type, code]),
) as Record<LinkType, number>;
