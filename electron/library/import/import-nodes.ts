import { topMembers, withoutMember } from "../../../shared/json/json-members.ts";
import { asciiString } from "../../../shared/json/object-text.ts";
import type { LinkClass } from "../../../shared/model/link-rules.ts";
import { repositoryKeys } from "../../archive/repository-keys.ts";
import type { JobProgress } from "../../archive/source.ts";
import {
  ATTRIBUTES_COLUMN,
  type ExportRow,
  NODE_TYPE_COLUMN,
  REPOSITORY_COLUMN,
} from "../../db/queries/export-rows.ts";
import { bringRows } from "./bring-rows.ts";
import { type ImportRun, invalid, mapped } from "./import-run.ts";

const EXTRAS_COLUMN = 9;
const COMPUTER_COLUMN = 11;
const USER_COLUMN = 12;
const SLICE_NODES = 500;

const CLASSES: readonly LinkClass[] = ["data.", "process.calculation.", "process.workflow."];

/**
 * Nodes are the same when their UUIDs are. Of those that the store has only extras can change; new ones come as they are,
 * without private extras and engine state (`docs/data-model.md`, "Import").
 */
export function* importNodes(run: ImportRun): Generator<JobProgress, void> {
  yield* bringRows(run, {
    table: "db_dbnode",
    kind: "nodes",
    transform(row, id) {
      transform(run, row);
      for (const key of repositoryKeys(row[REPOSITORY_COLUMN])) run.keys.add(key);
      const kind = CLASSES.find((one) => (row[NODE_TYPE_COLUMN] as string).startsWith(one));
      if (kind) run.nodes.setClass(id, kind);
    },
    onExisting: (id, storeId) => run.nodes.add(id, storeId),
    onNew: (id, storeId) => run.nodes.add(id, storeId),
  });
  if (run.options.existingExtras !== "none") yield* mergeExtras(run);
}

function transform(run: ImportRun, row: ExportRow): void {
  const of = `Node ${row[1]}`;
  const nodeType = row[NODE_TYPE_COLUMN] as string;
  if (row[COMPUTER_COLUMN] !== null) {
    row[COMPUTER_COLUMN] = mapped(run.computers, row[COMPUTER_COLUMN], "computer", of);
  }
  row[USER_COLUMN] = mapped(run.users, row[USER_COLUMN], "user", of);
  row[EXTRAS_COLUMN] = run.options.keepsNewExtras
    ? publicExtras(row[EXTRAS_COLUMN] as string, nodeType, of)
    : "{}";
  if (nodeType.startsWith("process.")) {
    const stripped = withoutMember(row[ATTRIBUTES_COLUMN] as string, "checkpoints");
    if (stripped.ok) row[ATTRIBUTES_COLUMN] = stripped.text;
    else if (row[ATTRIBUTES_COLUMN] !== "null") throw notAnObject("attributes", of);
  }
}

/** Extras without what belongs to the profile they come from: keys of AiiDA's own, and whether a legacy code is hidden there. */
function publicExtras(text: string, nodeType: string, of: string): string {
  const extras = membersOf(text, of);
  const isPrivate = (key: string) =>
    key.startsWith("_aiida_") || (key === "hidden" && nodeType.endsWith("code.Code."));
  const kept = [...extras].filter(([key]) => !isPrivate(key));
  return kept.length === extras.size && text !== "null" ? text : objectText(kept);
}

/** Change the extras of nodes that both have. One whose extras come out the same keeps its time of change. */
function* mergeExtras(run: ImportRun): Generator<JobProgress, void> {
  let slice: [id: number, storeId: number][] = [];
  let done = 0;
  for (const pair of run.nodes.entries()) {
    if (!run.nodes.isKnown(pair[1])) continue;
    if (slice.push(pair) < SLICE_NODES) continue;
    mergeSlice(run, slice);
    done += slice.length;
    slice = [];
    yield { phase: "merging extras", done, total: run.existing.nodes, unit: "nodes" };
  }
  mergeSlice(run, slice);
  yield { phase: "merging extras", done: run.existing.nodes, total: run.existing.nodes, unit: "nodes" };
}

function mergeSlice(run: ImportRun, slice: readonly [id: number, storeId: number][]): void {
  const theirs = new Map<number, string>();
  const ids = slice.map(([id]) => id);
  for (const row of run.rows.rows("db_dbnode", ids, run.now)) {
    theirs.set(row[0] as number, row[EXTRAS_COLUMN] as string);
  }
  const ours = new Map(run.library.extras(slice.map(([, storeId]) => storeId)));
  for (const [id, storeId] of slice) {
    const before = membersOf(ours.get(storeId) ?? "null", `Node ${storeId} of the store`);
    const after = merged(
      before,
      membersOf(theirs.get(id) ?? "null", `Node ${id}`),
      run.options.existingExtras,
    );
    if (isSame(before, after)) continue;
    run.library.setExtras(storeId, objectText(after), run.now);
    run.changed.extras++;
  }
}

/** AiiDA's modes as triples: keep_existing k c l, update_existing k c u, mirror n c u; top-level keys only. */
function merged(
  before: Map<string, string>,
  theirs: Map<string, string>,
  mode: ImportRun["options"]["existingExtras"],
): Map<string, string> {
  if (mode === "mirror") return theirs;
  return mode === "update_existing"
    ? new Map([...before, ...theirs])
    : new Map([...before, ...[...theirs].filter(([key]) => !before.has(key))]);
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value);
}

/** The texts of values by key; of a repeated key the last one counts, as in Python. */
function membersOf(text: string, of: string): Map<string, string> {
  if (text === "null") return new Map();
  const top = topMembers(text);
  if (!top.ok) throw notAnObject("extras", of);
  return new Map(top.members.map(({ key, start, end }) => [key, text.slice(start, end)]));
}

/** One line as Python writes it. */
function objectText(members: Iterable<[string, string]>): string {
  return `{${Array.from(members, ([key, value]) => `${asciiString(key)}: ${value}`).join(", ")}}`;
}

function notAnObject(column: string, of: string) {
  return invalid(`${of} has ${column} that are no JSON object`, { column, node: of });
}
