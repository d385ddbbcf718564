import { setImmediate } from "node:timers/promises";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext, JobProgress, Source } from "../archive/source.ts";
import type { LegacyRows, LegacyTable, Reference, Staged } from "../db/queries/legacy-rows.ts";
import { giveOwners, UNKNOWN_OWNER } from "../db/queries/salvage-rows.ts";
import { NodeConverter } from "./build-nodes.ts";
import { commentRow, computerRow, groupRow, logRow, type RowRules, userRow } from "./entity-rows.ts";
import { count, type Findings } from "./findings.ts";
import type { LegacyRepository } from "./legacy-repository.ts";
import { isBefore } from "./legacy-version.ts";
import { RowFields, RowProblem } from "./row-fields.ts";
import { convertLink } from "./steps/link-types.ts";

const SLICE_ROWS = 500;
const MOST_TOLD = 5;
const TURN_MS = 15;

/** What the tables are built from and how. */
export interface BuildInput {
  db: Source["db"];
  rows: LegacyRows;
  repository: LegacyRepository;
  rules: RowRules;
  findings: Findings;
  warnings: string[];
  context: JobContext;
  readable: boolean;
}

/**
 * Fill today's tables with what waits, and their indexes: rows keep their ids, links and memberships are numbered in the
 * order of the file, as AiiDA's conversion does (`storage/sqlite_zip/migrations/legacy_to_main.py`).
 * @throws AppError `archive/corrupt` with the list of what is wrong, unless `readable`; `cancelled`.
 */
export async function buildTables(input: BuildInput): Promise<void> {
  const { rows, findings, rules } = input;
  const pace = paced(input.context);
  const entity = (name: Staged, table: Exclude<LegacyTable, "db_dbnode">, convert: typeof commentRow) =>
    buildEntity(input, pace, name, async (id, fields) => {
      const row = convert(id, fields, rules);
      return row === null || rows.add(table, row);
    });
  await entity("User", "db_dbuser", userRow);
  await entity("Computer", "db_dbcomputer", computerRow);
  await entity("Group", "db_dbgroup", groupRow);
  lookForMissingParts(input);
  const converter = new NodeConverter(rows, rules, input.repository, findings);
  await buildEntity(input, pace, "Node", async (id, fields) => rows.addNode(await converter.row(id, fields)));
  await entity("Log", "db_dblog", logRow);
  await entity("Comment", "db_dbcomment", commentRow);
  settleReferences(input);
  await buildLinks(input, pace);
  await buildMemberships(input, pace);
  findings.refuse();
  rows.finishStaging();
  for (const [done, build] of rows.indexes.entries()) {
    build();
    await pace({ phase: "indexing", done: done + 1, total: rows.indexes.length, unit: "steps" });
  }
  rows.finish();
}

type Pace = (progress: JobProgress) => Promise<void>;

/** Reports, and lets others have their turn. */
function paced(context: JobContext): Pace {
  const report = pacedProgress(context);
  let turn = performance.now() + TURN_MS;
  return async (progress) => {
    report(progress);
    if (performance.now() < turn) return;
    await setImmediate();
    throwIfCancelled(context.signal);
    turn = performance.now() + TURN_MS;
  };
}

const WORDS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  User: ["User", "users"],
  Computer: ["Computer", "computers"],
  Group: ["Group", "groups"],
  Node: ["Node", "nodes"],
  Log: ["Log", "logs"],
  Comment: ["Comment", "comments"],
};

/** @param add False when the row's id or a unique value is taken. */
async function buildEntity(
  { rows, findings }: BuildInput,
  pace: Pace,
  name: Staged,
  add: (id: number, fields: RowFields) => Promise<boolean>,
): Promise<void> {
  const total = rows.count(name);
  const [one, many] = WORDS[name]!;
  let done = 0;
  for (let slice = rows.slice(name, -1, SLICE_ROWS); slice.length > 0; ) {
    for (const [id, text] of slice) {
      try {
        if (!(await add(id, new RowFields(text)))) {
          findings.add("unique", "rowsSkipped", `${one} ${id} has the UUID or name of another one`);
        }
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        findings.add("row", "rowsSkipped", `${one} ${id} ${error.message}`);
      }
    }
    done += slice.length;
    await pace({ phase: `writing ${many}`, done, total, unit: name === "Node" ? "nodes" : "steps" });
    slice = rows.slice(name, slice.at(-1)![0], SLICE_ROWS);
  }
}

/** Nodes without attributes or extras, and before 0.7 attributes without node: AiiDA refuses both. */
function lookForMissingParts({ rows, rules, findings }: BuildInput): void {
  const parts: (readonly [what: string, from: Staged, to: Staged])[] = [["attributes", "Node", "attributes"]];
  if (!isBefore(rules.from, "0.4")) parts.push(["extras", "Node", "extras"]);
  for (const [what, from, to] of parts) {
    const { count: times, first } = rows.lacking(from, to, MOST_TOLD);
    if (times > 0) findings.add(what, "valuesEmptied", `${list(times, first, "node")} no ${what}`, times);
  }
  if (!isBefore(rules.from, "0.7")) return;
  const { count, first } = rows.lacking("attributes", "Node", MOST_TOLD);
  if (count > 0) {
    findings.add(
      "attributes",
      "rowsSkipped",
      `There are attributes, but no node, of ${ids(count, first)}`,
      count,
    );
  }
}

/** "Nodes 1, 2 and 7 more have", "Node 1 has". */
function list(count: number, first: readonly number[], word: string): string {
  const noun = count === 1 ? word : `${word}s`;
  return `${noun[0]!.toUpperCase()}${noun.slice(1)} ${ids(count, first)} ${count === 1 ? "has" : "have"}`;
}

function ids(count: number, first: readonly number[]): string {
  const more = count - first.length;
  return `${first.join(", ")}${more > 0 ? ` and ${more.toLocaleString("en")} more` : ""}`;
}

/** What becomes of rows that refer to one that is not there. */
const REFERENCES: readonly {
  reference: Reference;
  row: string;
  to: string;
  settle: "own" | "clear" | "drop";
}[] = [
  { reference: "nodeOwner", row: "node", to: "a user", settle: "own" },
  { reference: "groupOwner", row: "group", to: "a user", settle: "own" },
  { reference: "commentOwner", row: "comment", to: "a user", settle: "own" },
  { reference: "nodeComputer", row: "node", to: "a computer", settle: "clear" },
  { reference: "commentNode", row: "comment", to: "a node", settle: "drop" },
  { reference: "logNode", row: "log", to: "a node", settle: "drop" },
];

function settleReferences({ db, rows, findings, readable }: BuildInput): void {
  let hasLostOwners = false;
  for (const { reference, row, to, settle } of REFERENCES) {
    const { count, first } = rows.broken(reference, MOST_TOLD);
    if (count === 0) continue;
    const which = list(
      count,
      first.map(([id]) => id),
      row,
    );
    const instead = settle === "own" && readable ? `: shown as ${UNKNOWN_OWNER}` : "";
    const loss = settle === "drop" ? "rowsSkipped" : "valuesEmptied";
    findings.add("references", loss, `${which} ${to} that is not there${instead}`, count);
    if (settle === "own") hasLostOwners = true;
    else if (readable && settle === "clear") rows.clearBroken(reference);
    else if (readable) rows.dropBroken(reference);
  }
  if (hasLostOwners && readable) giveOwners(db);
}

async function buildLinks({ rows, rules, findings, warnings }: BuildInput, pace: Pace): Promise<void> {
  const total = rows.count("link");
  const isOld = isBefore(rules.from, "0.4");
  let id = 0;
  let done = 0;
  let forbidden = 0;
  for (let slice = rows.links(-1, SLICE_ROWS, isOld); slice.length > 0; ) {
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
        const lost = sourceId === null ? `source ${source}` : `target ${target}`;
        findings.add(
          "dangling link",
          "linksDropped",
          `Link “${label}” from ${source} to ${target}: the ${lost} is not there`,
        );
        continue;
      }
      const ends = isOld
        ? { oldSource: oldSource ?? "", oldTarget: oldTarget ?? "", newTarget: newTarget ?? "" }
        : null;
      const link = convertLink({ label, type }, ends, rules.from);
      if (link === null) forbidden++;
      else rows.addLink(++id, sourceId, targetId, link.label, link.type ?? "unspecified");
    }
    done += slice.length;
    await pace({ phase: "writing links", done, total, unit: "links" });
    slice = rows.links(slice.at(-1)![0], SLICE_ROWS, isOld);
  }
  if (forbidden > 0) {
    warnings.push(
      `${count(forbidden, "link was", "links were")} left out: since version 0.4 calculations neither call nor return, and workflows create nothing.`,
    );
  }
}

async function buildMemberships({ rows, findings, warnings }: BuildInput, pace: Pace): Promise<void> {
  const total = rows.count("member");
  const lostGroups = new Map<string, number>();
  let [id, done, unknown, twice] = [0, 0, 0, 0];
  for (let slice = rows.members(-1, SLICE_ROWS); slice.length > 0; ) {
    for (const [, group, , groupId, nodeId] of slice) {
      if (groupId === null) lostGroups.set(group, (lostGroups.get(group) ?? 0) + 1);
      else if (nodeId === null) unknown++;
      else if (rows.addMembership(id + 1, nodeId, groupId)) id++;
      else twice++;
    }
    done += slice.length;
    await pace({ phase: "writing group members", done, total, unit: "steps" });
    slice = rows.members(slice.at(-1)![0], SLICE_ROWS);
  }
  for (const [group, members] of lostGroups) {
    findings.add("group", "rowsSkipped", `Members are listed of group ${group}, which is not there`, members);
  }
  if (unknown > 0) {
    const what = count(unknown, "member of a group was", "members of groups were");
    warnings.push(`${what} left out: the archive does not hold these nodes.`);
  }
  if (twice > 0)
    warnings.push(`${count(twice, "member of a group was", "members of groups were")} listed twice.`);
}
