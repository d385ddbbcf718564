import type { RuleSwitches } from "../../../shared/graph/traversal-rules.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import type { JobContext, Source } from "../../archive/source.ts";
import { type CopiedTable, prepareExportReads } from "../../db/queries/export-rows.ts";
import { type ChosenTable, type ImportReads, prepareImportReads } from "../../db/queries/import-reads.ts";
import { fallbackTime, rowsOfClosure } from "../../export/plan-rows.ts";
import { closeSelection } from "../../provenance/closure.ts";
import { provenanceAround } from "../../provenance/provenance-around.ts";
import { isEmptySelection, type Selection } from "../../provenance/starting-set.ts";
import { partReads } from "./part-reads.ts";

/** What of a source is imported; all of it unless said otherwise. Everything is named by its UUID. */
export interface ImportChoice {
  /** Groups that are not made. Their nodes come all the same. */
  skippedGroups: readonly string[];
  /** Only what an export of these under these rules would hold. */
  only: {
    nodes: readonly string[];
    groups: readonly string[];
    computers: readonly string[];
    rules: RuleSwitches;
  } | null;
}

/** Everything of the source. */
export const WHOLE: ImportChoice = { skippedGroups: [], only: null };

/** What an import reads of its source: all rows, or those of a part. */
export interface ImportScope {
  reads: ImportReads;
  rows: ReturnType<typeof prepareExportReads>;
  /** Ids in the source of the nodes that are imported; null: all of them. */
  nodes: ReadonlySet<number> | null;
}

/**
 * What an import of a choice reads. A part is worked out as an export of it works it out, so importing a part is the same
 * as exporting it and importing that. O(source) for a part, nothing for the whole.
 * @throws AppError `node/not-found`, `group/not-found`, `computer/not-found` for a UUID that the source does not hold;
 *   `selection/empty` for a part of nothing; `cancelled`.
 */
export async function scopeOf(
  source: Source,
  { skippedGroups, only }: ImportChoice,
  includeAuthinfos: boolean,
  context: JobContext,
): Promise<ImportScope> {
  const reads = prepareImportReads(source.db);
  const rows = prepareExportReads(source.db);
  const skipped = new Set(reads.idsByUuid("db_dbgroup", skippedGroups).map(([, id]) => id));
  const part = only && (await partOf(source, reads, only, includeAuthinfos, context));
  if (!part && skipped.size === 0) return { reads, rows, nodes: null };
  const kept = (part?.db_dbgroup ?? allIds(reads, "db_dbgroup")).filter((id) => !skipped.has(id));
  const nodes = part ? new Set(part.db_dbnode) : null;
  const time = fallbackTime(source.metadata);
  return {
    reads: partReads(reads, { ...part, db_dbgroup: kept }, nodes),
    // Times that the source lacks become what an export makes of them.
    rows: part ? { ...rows, rows: (table, ids) => rows.rows(table, ids, time) } : rows,
    nodes,
  };
}

async function partOf(
  source: Source,
  reads: ImportReads,
  only: NonNullable<ImportChoice["only"]>,
  includeAuthinfos: boolean,
  context: JobContext,
): Promise<Record<CopiedTable, readonly number[]>> {
  const selection: Selection = {
    all: false,
    nodeIds: idsOf(reads, "db_dbnode", "node", only.nodes),
    groupIds: idsOf(reads, "db_dbgroup", "group", only.groups),
    computerIds: idsOf(reads, "db_dbcomputer", "computer", only.computers),
  };
  if (isEmptySelection(selection)) {
    throw new AppError("selection/empty", "Nothing is chosen. Choose nodes or groups, or import all of it.");
  }
  const provenance = provenanceAround(source, selection, only.rules);
  const closure = await closeSelection(provenance, selection, only.rules, context);
  const facts = await provenance.facts(context);
  const found = rowsOfClosure(closure, facts, prepareExportReads(source.db), {
    includeComments: true,
    includeLogs: true,
    includeAuthinfos,
  });
  return {
    db_dbuser: found.users,
    db_dbcomputer: found.computers,
    db_dbauthinfo: found.authinfos,
    db_dbgroup: found.groups,
    db_dbnode: [...found.nodes],
    db_dbcomment: found.comments,
    db_dblog: found.logs,
  };
}

function idsOf(
  reads: ImportReads,
  table: ChosenTable,
  kind: "node" | "group" | "computer",
  uuids: readonly string[],
): number[] {
  const found = new Map(reads.idsByUuid(table, uuids));
  const missing = uuids.find((uuid) => !found.has(uuid));
  if (missing !== undefined) {
    throw new AppError(
      `${kind}/not-found`,
      `The file has no ${kind} with the UUID ${escapeLine(missing)}. It may have changed since it was chosen.`,
      { [kind]: missing },
    );
  }
  return [...found.values()];
}

const SLICE_ROWS = 5_000;

function allIds(reads: ImportReads, table: CopiedTable): number[] {
  const ids: number[] = [];
  for (let after = -1; ; ) {
    const slice = reads.ids(table, after, SLICE_ROWS);
    for (const [id] of slice) ids.push(id);
    if (slice.length < SLICE_ROWS) return ids;
    after = slice.at(-1)![0];
  }
}
