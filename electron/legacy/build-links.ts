import type { LinkRow } from "../db/queries/legacy-rows.ts";
import { type BuildInput, type Pace, SLICE_ROWS } from "./build-input.ts";
import { count, shown } from "./findings.ts";
import { isBefore } from "./legacy-version.ts";
import { convertLink } from "./steps/link-types.ts";

/** Fill the table of links, numbered in the order of the file; those with a missing end are findings. */
export async function buildLinks(
  { rows: { waiting, tables }, rules, findings, warnings }: BuildInput,
  pace: Pace,
): Promise<void> {
  const total = waiting.count("link");
  const isOld = isBefore(rules.from, "0.4");
  let id = 0;
  let done = 0;
  let forbidden = 0;
  for (let slice = waiting.links(-1, SLICE_ROWS, isOld); slice.length > 0; ) {
    const rows: LinkRow[] = [];
    for (const [
      ,
      source,
      target,
      label,
      type,
      sourceId,
      targetId,
      oldSource,
      oldTarget,
      newTarget,
    ] of slice) {
      if (sourceId === null || targetId === null) {
        const [from, to] = [shown(source), shown(target)];
        const way =
          sourceId === null
            ? `${from}, which is not there, to ${to}`
            : `${from} to ${to}, which is not there`;
        findings.add("dangling link", "linksDropped", `Link “${shown(label)}” leads from ${way}`);
        continue;
      }
      const ends = isOld
        ? { oldSource: oldSource ?? "", oldTarget: oldTarget ?? "", newTarget: newTarget ?? "" }
        : null;
      const link = convertLink({ label, type }, ends, rules.from);
      if (link === null) forbidden++;
      else rows.push([++id, sourceId, targetId, link.label, link.type ?? "unspecified"]);
    }
    tables.addLinks(rows);
    done += slice.length;
    await pace({ phase: "writing links", done, total, unit: "links" });
    slice = waiting.links(slice.at(-1)![0], SLICE_ROWS, isOld);
  }
  if (forbidden > 0) {
    warnings.push(
      `${count(forbidden, "link was", "links were")} left out: since version 0.4 calculations neither call nor return, and workflows create nothing.`,
    );
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
    await pace({ phase: "writing group members", done, total, unit: "steps" });
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
