import type { TraversalRule } from "../graph/traversal-rules.ts";
import type { LinkType } from "../model/link.ts";

/** What a rule is about, in words. */
export interface RuleWords {
  /** Where the rule leads, seen from a node that is already in; fits behind "would add". */
  leadsTo: string;
  /** One sentence: what comes along. */
  sentence: string;
  /** The same in a real case, and what to think of. */
  example: string;
}

/** A node of an example, as it stands in a drawing. */
export interface ExampleNode {
  name: string;
  kind: "data" | "calculation" | "workflow";
}

/** For each link type the two ends of an example; both rules of a type walk the same link. */
export const EXAMPLE_LINKS: Readonly<Record<LinkType, { source: ExampleNode; target: ExampleNode }>> = {
  input_calc: {
    source: { name: "relaxed structure", kind: "data" },
    target: { name: "PwCalculation", kind: "calculation" },
  },
  input_work: {
    source: { name: "relaxed structure", kind: "data" },
    target: { name: "PwBandsWorkChain", kind: "workflow" },
  },
  create: {
    source: { name: "PwCalculation", kind: "calculation" },
    target: { name: "bands", kind: "data" },
  },
  return: {
    source: { name: "PwBandsWorkChain", kind: "workflow" },
    target: { name: "bands", kind: "data" },
  },
  call_calc: {
    source: { name: "PwBaseWorkChain", kind: "workflow" },
    target: { name: "PwCalculation", kind: "calculation" },
  },
  call_work: {
    source: { name: "PwBandsWorkChain", kind: "workflow" },
    target: { name: "PwBaseWorkChain", kind: "workflow" },
  },
};

/** What each of the twelve traversal rules does, for tables, tooltips and the help page. */
export const RULE_WORDS: Readonly<Record<TraversalRule, RuleWords>> = {
  input_calc_forward: {
    leadsTo: "calculations that used a node",
    sentence: "With a piece of data come the calculations that used it as an input.",
    example:
      "The relaxed structure brings every PwCalculation that started from it, each with its own inputs and results: often far more than was meant.",
  },
  input_calc_backward: {
    leadsTo: "inputs of calculations",
    sentence: "With a calculation come its inputs.",
    example: "A PwCalculation brings its structure, pseudopotential, parameters and code.",
  },
  create_forward: {
    leadsTo: "what calculations created",
    sentence: "With a calculation comes the data that it created.",
    example: "A PwCalculation brings its bands, its output parameters and its retrieved files.",
  },
  create_backward: {
    leadsTo: "the calculation that created a node",
    sentence: "With a piece of data comes the calculation that created it.",
    example:
      "The bands bring the PwCalculation that computed them, and with it its inputs. Switched off, nobody can tell where the bands come from.",
  },
  return_forward: {
    leadsTo: "what workflows returned",
    sentence: "With a workflow comes the data that it returned.",
    example: "A PwBandsWorkChain brings the bands that it handed back.",
  },
  return_backward: {
    leadsTo: "workflows that returned a node",
    sentence: "With a piece of data come the workflows that returned it.",
    example:
      "The bands bring the PwBandsWorkChain that handed them back, and with it everything that it called.",
  },
  input_work_forward: {
    leadsTo: "workflows that used a node",
    sentence: "With a piece of data come the workflows that used it as an input.",
    example:
      "The relaxed structure brings every PwBandsWorkChain that it was given to, with all that they called.",
  },
  input_work_backward: {
    leadsTo: "inputs of workflows",
    sentence: "With a workflow come its inputs.",
    example: "A PwBandsWorkChain brings the structure and the parameters that it was given.",
  },
  call_calc_forward: {
    leadsTo: "calculations that workflows called",
    sentence: "With a workflow come the calculations that it called.",
    example:
      "A PwBaseWorkChain brings each PwCalculation that it ran, also those that failed and were run again.",
  },
  call_calc_backward: {
    leadsTo: "the workflow that called a calculation",
    sentence: "With a calculation comes the workflow that called it.",
    example:
      "A PwCalculation brings the PwBaseWorkChain that ran it, and with that all its other calculations. Switched off, the calculation goes without its workflow.",
  },
  call_work_forward: {
    leadsTo: "workflows that workflows called",
    sentence: "With a workflow come the workflows that it called.",
    example: "A PwBandsWorkChain brings the PwBaseWorkChains of its steps.",
  },
  call_work_backward: {
    leadsTo: "the workflow that called a workflow",
    sentence: "With a workflow comes the workflow that called it.",
    example:
      "A PwBaseWorkChain brings the PwBandsWorkChain that it was a step of, and with that its other steps.",
  },
};
