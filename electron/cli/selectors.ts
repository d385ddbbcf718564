import {
  type RuleSwitches,
  TOGGLEABLE_RULES,
  type ToggleableRule,
} from "../../shared/graph/traversal-rules.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Source } from "../archive/source.ts";
import { type EntityKind, resolveEntity } from "../db/queries/resolve.ts";
import { isEmptySelection, type Selection } from "../provenance/starting-set.ts";
import type { OptionSpec, ParsedArguments } from "./arguments.ts";

/** What to start from: verdi's own options. */
export const SELECTOR_OPTIONS: readonly OptionSpec[] = [
  {
    kind: "values",
    name: "nodes",
    short: "N",
    placeholder: "NODE",
    help: "nodes, by PK, UUID or its beginning",
  },
  {
    kind: "values",
    name: "groups",
    short: "G",
    placeholder: "GROUP",
    help: "groups with their nodes, by PK, UUID or label",
  },
  {
    kind: "values",
    name: "codes",
    short: "X",
    placeholder: "CODE",
    help: "codes, by PK, UUID, label or label@computer",
  },
  {
    kind: "values",
    name: "computers",
    short: "Y",
    placeholder: "COMPUTER",
    help: "computers, by PK, UUID or label",
  },
  { kind: "flag", name: "all", short: "a", help: "everything that the source holds" },
];

const RULE_HELP: Record<ToggleableRule, string> = {
  input_calc_forward: "from data to the calculations that used it (default: no)",
  create_backward: "from data to the calculation that created it (default: yes)",
  return_backward: "from data to the workflows that returned it (default: no)",
  input_work_forward: "from data to the workflows that used it (default: no)",
  call_calc_backward: "from a calculation to the workflow that called it (default: yes)",
  call_work_backward: "from a workflow to the workflow that called it (default: yes)",
};

/** The six switches under verdi's flag names. */
export const RULE_OPTIONS: readonly OptionSpec[] = TOGGLEABLE_RULES.map((rule) => ({
  kind: "switch",
  name: flagOf(rule),
  help: RULE_HELP[rule],
}));

/**
 * What the selectors of the command line stand for in a source.
 * @throws AppError `selection/empty` without any selector; `…/not-found` and `…/ambiguous` for names.
 */
export function selectionFrom(args: ParsedArguments, source: Source): Selection {
  const idsOf = (option: string, kind: EntityKind) =>
    args.values(option).map((name) => resolveEntity(source.db, kind, name).id);
  const selection: Selection = {
    all: args.flags.has("all"),
    nodeIds: [...idsOf("nodes", "node"), ...idsOf("codes", "code")],
    groupIds: idsOf("groups", "group"),
    computerIds: idsOf("computers", "computer"),
  };
  if (isEmptySelection(selection)) {
    throw new AppError(
      "selection/empty",
      "Nothing is chosen. Name nodes (-N), groups (-G), codes (-X) or computers (-Y), or take all (-a).",
    );
  }
  return selection;
}

/** The switches that were given; the others keep their defaults. */
export function switchesFrom(args: ParsedArguments): RuleSwitches {
  const given: RuleSwitches = {};
  for (const rule of TOGGLEABLE_RULES) {
    const on = args.switch(flagOf(rule));
    if (on !== undefined) given[rule] = on;
  }
  return given;
}

function flagOf(rule: ToggleableRule): string {
  return rule.replaceAll("_", "-");
}
