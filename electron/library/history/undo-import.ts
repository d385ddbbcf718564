import { AppError } from "../../../shared/ipc/errors.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { undoReasonText } from "../../../shared/text/undo-words.ts";
import type { JobContext, JobProgress } from "../../archive/source.ts";
import { prepareDeletions } from "../../db/queries/delete-rows.ts";
import { prepareUndoReads } from "../../db/queries/import-undo.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import type { ImportCounts } from "../import/import-run.ts";
import type { OpenLibrary } from "../open-library.ts";
import { writeState } from "./history-files.ts";
import { settleLeftovers, unlessFull } from "./recording.ts";
import { planUndo, type UndoPlan } from "./undo-plan.ts";
import { undoWitness } from "./undo-witness.ts";

const SLICE_ROWS = 500;

/** What an undo took out of a store and put back. */
export interface UndoOutcome {
  importId: number;
  removed: UndoCounts;
  restored: { extras: number; comments: number };
  changedSince: number;
  stay: { users: number; computers: number };
}

/** Rows that go, those that go with a node included. */
export type UndoCounts = Omit<ImportCounts, "files"> & { memberships: number };

/**
 * Undo an import in an open store: everything that came with it goes, what it changed becomes what it was. The store keeps
 * it when the caller commits; then comes `settle`. Without it the store itself says what became of the undo.
 * @throws AppError `import/validation` when something depends on what came (`details.reasons` says what); as `planUndo`;
 *   `cancelled`.
 */
export async function undoImport(
  library: OpenLibrary,
  importId: number,
  context: JobContext,
): Promise<{ outcome: UndoOutcome; settle: () => void }> {
  const { db, folder } = library;
  settleLeftovers(folder, db);
  const plan = await runInSlices(planUndo(db, folder, importId), context);
  requireNoReason(plan);
  const undoneAt = new Date().toISOString();
  const { record } = plan.imported;
  writeState(folder, { ...record, state: "undoing", undoneAt, witness: undoWitness(db, plan) });
  const removed = await runInSlices(remove(library, plan), context);
  return {
    outcome: { importId, removed, ...restoredOf(plan) },
    settle: () => unlessFull(() => writeState(folder, { ...record, state: "undone", undoneAt })),
  };
}

/** What of texts and people an undo leaves or brings back. */
export function restoredOf({
  restored,
  changedSince,
  stay,
}: UndoPlan): Pick<UndoOutcome, "restored" | "changedSince" | "stay"> {
  const extras = restored.filter(({ kind }) => kind === "extras").length;
  return { restored: { extras, comments: restored.length - extras }, changedSince, stay };
}

function requireNoReason({ reasons, imported }: UndoPlan): void {
  if (reasons.length === 0) return;
  const { importId, file } = imported.record;
  throw new AppError(
    "import/validation",
    `Import ${importId} (${escapeLine(file.name)}) cannot be undone: ${reasons.map(undoReasonText).join("; ")}. Nothing was changed.`,
    { import: importId, reasons },
  );
}

function* remove({ db }: OpenLibrary, plan: UndoPlan): Generator<JobProgress, UndoCounts> {
  const deletions = prepareDeletions(db);
  const { restore } = prepareUndoReads(db);
  for (const { kind, id, text, time } of plan.restored) restore(kind, id, text, time);
  const gone: UndoCounts = {
    nodes: 0,
    links: 0,
    groups: 0,
    computers: 0,
    users: 0,
    comments: 0,
    logs: 0,
    authinfos: 0,
    memberships: 0,
  };
  for (const ids of slices(plan.nodeIds)) {
    const rows = deletions.deleteNodes(ids);
    for (const kind of Object.keys(rows) as (keyof typeof rows)[]) gone[kind] += rows[kind];
    yield { phase: "removing nodes", done: gone.nodes, total: plan.nodeIds.length, unit: "nodes" };
  }
  for (const ids of slices(plan.ids.db_dbgroup)) gone.memberships += deletions.deleteMembers(ids);
  for (const [kind, table] of REST) {
    for (const ids of slices(plan.ids[table])) {
      gone[kind] += deletions.deleteRows(table, ids);
      yield { phase: `removing ${kind}`, done: gone[kind], total: plan.ids[table].length, unit: "steps" };
    }
  }
  return gone;
}

/** Whatever refers to others before what it refers to. */
const REST = [
  ["memberships", "db_dbgroup_dbnodes"],
  ["links", "db_dblink"],
  ["comments", "db_dbcomment"],
  ["logs", "db_dblog"],
  ["groups", "db_dbgroup"],
  ["authinfos", "db_dbauthinfo"],
  ["computers", "db_dbcomputer"],
  ["users", "db_dbuser"],
] as const;

function* slices(ids: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < ids.length; at += SLICE_ROWS) yield ids.slice(at, at + SLICE_ROWS);
}
