import type { TraversalRule } from "../graph/traversal-rules.ts";
import { escapeLine } from "./escape.ts";

/** One step of the trail that brought a node in: from the node already in to the next, along one link. */
export interface TrailStepText {
  fromTitle: string;
  toTitle: string;
  rule: TraversalRule;
  linkLabel: string;
}

/** What one step says of the node it led to: "returned" "Si diamond, relaxed" by `return_backward` along its link. */
export interface TrailClause {
  verb: string;
  title: string;
  rule: TraversalRule;
  linkLabel: string;
}

/** What the node at the end of a step did to, or is for, the node at its start. */
const VERBS: Readonly<Record<TraversalRule, string>> = {
  input_calc_forward: "used",
  input_calc_backward: "is an input of",
  create_forward: "was created by",
  create_backward: "created",
  return_forward: "was returned by",
  return_backward: "returned",
  input_work_forward: "used",
  input_work_backward: "is an input of",
  call_calc_forward: "was called by",
  call_calc_backward: "called",
  call_work_forward: "was called by",
  call_work_backward: "called",
};

/** One step in words, without the name of the node it led to: "was created by PwCalculation (12), along output_structure". */
export function stepText(step: {
  fromTitle: string;
  fromId: number;
  rule: TraversalRule;
  linkLabel: string;
}): string {
  return `${VERBS[step.rule]} ${escapeLine(step.fromTitle)} (${step.fromId})${along(escapeLine(step.linkLabel))}`;
}

/**
 * The clauses of the sentence below, nearest to the node first: the trail read backwards, since the person asks about
 * its end. Titles and labels come from the archive: control and direction marks in them are escaped.
 */
export function trailClauses(steps: readonly TrailStepText[]): TrailClause[] {
  return steps.toReversed().map(({ fromTitle, rule, linkLabel }) => ({
    verb: VERBS[rule],
    title: escapeLine(fromTitle),
    rule,
    linkLabel: escapeLine(linkLabel),
  }));
}

/**
 * Why a node is in the export, in words, each step said: "PwRelaxWorkChain is in because it returned Si diamond, relaxed
 * (return_backward, along output_structure)". No steps: the node was chosen.
 * @param steps As `selection.trail` answers: from a chosen node to the node asked about.
 */
export function trailSentence(steps: readonly TrailStepText[]): string {
  const last = steps.at(-1);
  if (!last) return "This node is in because you chose it.";
  const clauses = trailClauses(steps).map(
    ({ verb, title, rule, linkLabel }) => `${verb} ${title} (${rule}${along(linkLabel)})`,
  );
  const end = steps.length > 1 ? ", which you chose" : "";
  return `${escapeLine(last.toTitle)} is in because it ${clauses.join(", which ")}${end}`;
}

/** ", along output_structure"; nothing for a link without a label. */
export function along(linkLabel: string): string {
  return linkLabel === "" ? "" : `, along ${linkLabel}`;
}
