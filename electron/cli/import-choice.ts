import type { Source } from "../archive/source.ts";
import { type EntityKind, resolveEntity } from "../db/queries/resolve.ts";
import { type ImportChoice, WHOLE } from "../library/import/import-scope.ts";
import { type OptionSpec, type ParsedArguments, usage } from "./arguments.ts";
import { RULE_OPTIONS, switchesFrom } from "./selectors.ts";

/** What of the files is imported: `-G` names the import group here, so the others have long names only. */
export const CHOICE_OPTIONS: readonly OptionSpec[] = [
  {
    kind: "values",
    name: "nodes",
    short: "N",
    placeholder: "NODE",
    help: "only these nodes and what belongs to them, by PK, UUID or its beginning",
  },
  {
    kind: "values",
    name: "only-group",
    placeholder: "GROUP",
    help: "only these groups with their nodes and what belongs to those, by PK, UUID or label",
  },
  {
    kind: "values",
    name: "skip-group",
    placeholder: "GROUP",
    help: "groups that are not made; their nodes come all the same",
  },
  ...RULE_OPTIONS,
];

/**
 * What of a source the options name; all of it without them.
 * @throws AppError `usage` for rules without a part; `node/not-found`, `group/not-found`, `…/ambiguous` for names.
 */
export function choiceFrom(args: ParsedArguments, source: Source): ImportChoice {
  const uuids = (option: string, kind: EntityKind) =>
    args.values(option).map((name) => resolveEntity(source.db, kind, name).uuid);
  const nodes = uuids("nodes", "node");
  const groups = uuids("only-group", "group");
  const skippedGroups = uuids("skip-group", "group");
  const rules = switchesFrom(args);
  const isPart = nodes.length + groups.length > 0;
  if (!isPart && Object.keys(rules).length > 0)
    throw usage("The traversal rules say what comes along with --nodes and --only-group: name some.");
  if (!isPart && skippedGroups.length === 0) return WHOLE;
  return { skippedGroups, only: isPart ? { nodes, groups, computers: [], rules } : null };
}
