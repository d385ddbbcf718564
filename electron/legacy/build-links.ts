import type { LinkRow } from "../db/queries/legacy-rows.ts";
import type { StagedLink } from "../db/queries/legacy-staging.ts";
import { type BuildInput, type Pace, SLICE_ROWS } from "./build-input.ts";
import { count, type Findings, shown } from "./findings.ts";
import { isBefore, type LegacyVersion } from "./legacy-version.ts";
import { convertLink } from "./steps/link-types.ts";

/**
 * Fill the table of links, numbered in the order of the file; those with a missing end are findings.
 * @param add Takes the rows; default: the table.
 */
export async function buildLinks(
  { rows: { waiting, tables }, rules, findings, warnings }: BuildInput,
  pace: Pace,
  add: (rows: LinkRow[]) => void = (rows) => tables.addLinks(rows),
): Promise<void> {
  const total = waiting.count("link");
  const converter = new LinkConverter(rules.from, findings);
  let done = 0;
  for (let slice = waiting.links(-1, SLICE_ROWS, converter.isOld); slice.length > 0; ) {
    add(converter.rows(slice));
    done += slice.length;
    await pace("writing links", done, total, "links");
    slice = waiting.links(slice.at(-1)![0], SLICE_ROWS, converter.isOld);
  }
  const { forbidden } = converter;
  if (forbidden > 0) {
    warnings.push(
      `${count(forbidden, "link was", "links were")} left out: since version 0.4 calculations neither call nor return, and workflows create nothing.`,
    );
  }
}

/** Takes the links of `data.json` through all steps that lie before its version's. */
class LinkConverter {
  readonly #from: LegacyVersion;
  readonly #findings: Findings;
  /** Whether the types of links follow from those of their ends. */
  readonly isOld: boolean;
  /** Links that were left out as there are no such ones today. */
  forbidden = 0;
  #id = 0;

  constructor(from: LegacyVersion, findings: Findings) {
    this.#from = from;
    this.#findings = findings;
    this.isOld = isBefore(from, "0.4");
  }

  /** The rows of the next links. */
  rows(slice: readonly StagedLink[]): LinkRow[] {
    const rows: LinkRow[] = [];
    for (const staged of slice) {
      const [, , , label, type, source, target, oldSource, oldTarget, newTarget] = staged;
      if (source === null || target === null) {
        this.#tellDangling(staged);
        continue;
      }
      const ends = this.isOld
        ? { oldSource: oldSource ?? "", oldTarget: oldTarget ?? "", newTarget: newTarget ?? "" }
        : null;
      const link = convertLink({ label, type }, ends, this.#from);
      if (link === null) this.forbidden++;
      else rows.push([++this.#id, source, target, link.label, link.type ?? "unspecified"]);
    }
    return rows;
  }

  #tellDangling([, source, target, label, , sourceId]: StagedLink): void {
    const [from, to] = [shown(source), shown(target)];
    const way =
      sourceId === null ? `${from}, which is not there, to ${to}` : `${from} to ${to}, which is not there`;
    this.#findings.add("dangling link", "linksDropped", `Link “${shown(label)}” leads from ${way}`);
  }
}

/**
 * Fill the table of memberships. Unknown members and those listed twice are left out with a warning, as AiiDA does with unknown
 * ones; members of a group that is not there are findings.
 */
export async function buildMemberships({ rows, findings, warnings }: BuildInput, pace: Pace): Promise<void> {
  const { waiting, tables } = rows;
  const total = waiting.count("member");
  const lostGroups = new Map<string, number>();
  let [id, done, unknown, twice] = [0, 0, 0, 0];
  for (let slice = waiting.members(-1, SLICE_ROWS); slice.length > 0; ) {
    for (const [, group, , groupId, nodeId] of slice) {
      if (groupId === null) lostGroups.set(group, (lostGroups.get(group) ?? 0) + 1);
      else if (nodeId === null) unknown++;
      else if (tables.addMembership(id + 1, nodeId, groupId)) id++;
      else twice++;
    }
    done += slice.length;
    await pace("writing group members", done, total, "steps");
    slice = waiting.members(slice.at(-1)![0], SLICE_ROWS);
  }
  for (const [group, members] of lostGroups) {
    findings.add(
      "group",
      "rowsSkipped",
      `Members are listed of group ${shown(group)}, which is not there`,
      members,
    );
  }
  if (unknown > 0) {
    const what = count(unknown, "member of a group was", "members of groups were");
    warnings.push(`${what} left out: the archive does not hold these nodes.`);
  }
  if (twice > 0)
    warnings.push(`${count(twice, "member of a group was", "members of groups were")} listed twice.`);
}
