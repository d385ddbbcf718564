import type { LabelledTable } from "../../db/queries/import-reads.ts";
import { type ImportRun, uniqueness } from "./import-run.ts";

const KINDS = { db_dbcomputer: "computer", db_dbgroup: "group" } as const;

/**
 * The labels that new rows of a source get, by their ids there: their own, or another where that is taken, which is noted as
 * relabelled. Rows choose in the order of their UUIDs, as AiiDA's import reads them: where two of a source have one label (groups
 * of two types), or one is called as another would be, it depends on who comes first.
 * @throws `import/uniqueness` where a hundred others of the label are taken.
 */
export function freeLabels(
  run: ImportRun,
  table: LabelledTable,
  ids: readonly number[],
): ReadonlyMap<number, string> {
  const taken = new Set(run.library.labels(table));
  const labels = new Map<number, string>();
  for (const { id, uuid, label } of run.reads.labelled(table, ids)) {
    const free = freeLabel(label, taken, KINDS[table]);
    if (free !== label) run.relabelled.push({ kind: KINDS[table], uuid, from: label, to: free });
    labels.set(id, free);
  }
  return labels;
}

const MOST_RENAMES = 100;

/** A label that is not taken, as AiiDA makes one (`aiida/tools/archive/imports.py`); it is taken from now on. */
export function freeLabel(label: string, taken: Set<string>, what: string): string {
  let free = taken.has(label) ? null : label;
  for (let i = 0; free === null && i < MOST_RENAMES; i++) {
    const candidate = `${label} (Imported #${i})`;
    if (!taken.has(candidate)) free = candidate;
  }
  if (free === null)
    throw uniqueness(`There are ${MOST_RENAMES} ${what}s with the label ${label} already`, { label });
  taken.add(free);
  return free;
}
