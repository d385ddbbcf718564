import {
  exportRules,
  type RuleSwitches,
  TOGGLEABLE_RULES,
  type ToggleableRule,
} from "../graph/traversal-rules.ts";
import { shellQuote } from "./shell-quote.ts";

/** A selection by UUIDs, with what differs from a plain export. */
export interface VerdiExport {
  all: boolean;
  nodeUuids: readonly string[];
  groupUuids: readonly string[];
  switches: RuleSwitches;
  /** File name or path, as the person's shell is to see it. */
  output: string;
  /** What the export dialog is set to; left out: AiiDA's defaults, which are ours too. */
  options?: {
    compression: number;
    includeComments: boolean;
    includeLogs: boolean;
    includeAuthinfos: boolean;
  };
}

const DEFAULT_OPTIONS = {
  compression: 6,
  includeComments: true,
  includeLogs: true,
  includeAuthinfos: false,
};

/**
 * The `verdi archive create` command that exports the same from a profile that holds these nodes. Rules and switches are
 * named only where they differ from AiiDA's defaults. `-N` and `-G` take every word up to the next option, so the file
 * comes behind `--`, which also lets its name begin with a dash. The whole archive ignores rules, as `--all` does.
 */
export function verdiCommand(wanted: VerdiExport): string {
  const words = ["verdi", "archive", "create"];
  const { compression, includeComments, includeLogs, includeAuthinfos } = wanted.options ?? DEFAULT_OPTIONS;
  if (wanted.all) words.push("--all");
  else {
    words.push(...ruleFlags(wanted.switches));
    if (wanted.groupUuids.length > 0) words.push("-G", ...wanted.groupUuids);
    if (wanted.nodeUuids.length > 0) words.push("-N", ...wanted.nodeUuids);
  }
  if (!includeComments) words.push("--exclude-comments");
  if (!includeLogs) words.push("--exclude-logs");
  if (includeAuthinfos) words.push("--include-authinfos");
  if (compression !== DEFAULT_OPTIONS.compression) words.push("--compress", String(compression));
  words.push("--", wanted.output);
  return words.map(shellQuote).join(" ");
}

/** The flag of `verdi archive create` that switches a rule: `--return-backward`, `--no-create-backward`. */
export function ruleFlag(rule: ToggleableRule, isOn: boolean): string {
  return `--${isOn ? "" : "no-"}${rule.replaceAll("_", "-")}`;
}

/** The flags of the switches that are not at their default. */
function ruleFlags(switches: RuleSwitches): string[] {
  const rules = exportRules(switches);
  const defaults = exportRules();
  return TOGGLEABLE_RULES.filter((rule) => rules[rule] !== defaults[rule]).map((rule) =>
    ruleFlag(rule, rules[rule]),
  );
}
