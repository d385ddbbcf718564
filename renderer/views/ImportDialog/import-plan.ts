import type { RuleSwitches } from "../../../shared/graph/traversal-rules.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import type { ChosenPart } from "../../state/import-request.ts";
import type { ImportChoice, ImportOptions, ImportPlan } from "./import-calls.ts";

/** What a person set for one file. */
export interface OwnSettings {
  /** Null: as for all files. */
  options: ImportOptions | null;
  /** Everything in it, its ticked groups with what belongs to them, or what was chosen in its tab before. */
  part: "all" | "groups" | "chosen";
  /** Groups that are not made. */
  skipped: ReadonlySet<string>;
  /** Groups whose nodes are wanted, when only those are. */
  wanted: ReadonlySet<string>;
  /** What belongs to them. */
  rules: RuleSwitches;
}

/** A file as it comes: everything in it, or what was chosen. */
export function freshSettings(chosen: ChosenPart | undefined, rules: RuleSwitches): OwnSettings {
  return {
    options: null,
    part: chosen ? "chosen" : "all",
    skipped: new Set(),
    wanted: new Set(),
    rules: chosen?.rules ?? rules,
  };
}

/** What of a file is wanted; undefined for all of it. */
export function choiceOf(own: OwnSettings, chosen: ChosenPart | undefined): ImportChoice | undefined {
  const { part, rules } = own;
  const only =
    part === "groups"
      ? { groups: [...own.wanted].sort(), rules }
      : part === "chosen" && chosen
        ? { nodes: [...chosen.nodes], groups: [...chosen.groups], rules }
        : null;
  // Groups that are not wanted do not come in the first place.
  const skippedGroups = part === "groups" ? [] : [...own.skipped].sort();
  return only === null && skippedGroups.length === 0 ? undefined : { skippedGroups, only };
}

/** What of a file is compared with the library: before a group is ticked, all of it, so that there are groups to tick. */
export function comparedPart(own: OwnSettings, chosen: ChosenPart | undefined): ImportChoice | undefined {
  return own.part === "groups" && own.wanted.size === 0 ? undefined : choiceOf(own, chosen);
}

/** What the engine is asked for. */
export function planOf(
  files: readonly Target[],
  options: ImportOptions,
  own: Readonly<Record<string, OwnSettings>>,
  chosen: Readonly<Record<string, ChosenPart>>,
): ImportPlan {
  const single: NonNullable<ImportPlan["own"]> = {};
  for (const { token } of files) {
    const mine = own[token];
    if (!mine) continue;
    const choice = choiceOf(mine, chosen[token]);
    if (choice || mine.options)
      single[token] = { ...(choice && { choice }), ...(mine.options && { options: mine.options }) };
  }
  return { options, own: single };
}
