import type { Source } from "../../archive/source.ts";
import {
  EDGE_TABLES,
  NAMED_TABLES,
  prepareImportTraces,
  TRACED_TABLES,
} from "../../db/queries/import-traces.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { readTexts } from "./history-files.ts";
import { type ImportedRows, importedRows } from "./imported-rows.ts";
import type { ImportRecord } from "./import-record.ts";
import { memberOf, readRecords, type UnreadableRecord } from "./read-records.ts";
import { isHash } from "./trace-hash.ts";
import { isStillThere } from "./undo-witness.ts";

type Database = Source["db"];

/**
 * The imports into a store that came about, oldest first; undone ones too. The store has the last word: an import whose
 * rows never got there is left out, one whose undoing got through counts as undone. Nothing is written.
 */
export function readHistory(db: Database, store: string): ImportRecord[] {
  return readRecords(store).records.flatMap((record) => settledRecord(db, store, record) ?? []);
}

/**
 * One import and what is left of it.
 * @throws AppError `selection/empty` for a number that no import has; `store/corrupt` when what was noted of it is lost;
 *   `store/incompatible` when a later Stemma noted it.
 */
export function importOf(
  db: Database,
  store: string,
  importId: number,
  history: readonly ImportRecord[] = readHistory(db, store),
): ImportedRows {
  const record = history.find((one) => one.importId === importId);
  if (!record) {
    requireReadable(store, (one) => one === importId);
    throw new AppError("selection/empty", `The history of this library has no import ${importId}.`, {
      import: importId,
    });
  }
  const later = history.filter((other) => other.importId > importId);
  const rows = importedRows(db, store, record, later);
  if (rows) return rows;
  throw new AppError(
    "store/corrupt",
    `What import ${importId} brought was noted in a file that is missing or damaged, so it can no longer be told from the rest.`,
    { import: importId, member: "stemma-imports", check: "traces" },
  );
}

/**
 * Refuse to go on where records of these numbers say nothing: what their imports found in the store would be taken for somebody
 * else's.
 * @throws AppError `store/corrupt`, `store/incompatible`.
 */
export function requireReadable(store: string, isNeeded: (importId: number) => boolean): void {
  const unreadable = readRecords(store).unreadable.find(({ importId }) => isNeeded(importId));
  if (!unreadable) return;
  const { importId, why } = unreadable;
  const details = { import: importId, member: memberOf(importId), path: store };
  if (why === "newer") throw new AppError("store/incompatible", unreadableText(unreadable), details);
  throw new AppError("store/corrupt", unreadableText(unreadable), { ...details, check: "record" });
}

/** What is wrong with a record, and what to do, as two sentences. */
export function unreadableText({ importId, why }: UnreadableRecord): string {
  return why === "newer"
    ? `Import ${importId} was noted by a later version of Stemma. Use that one for the history of this library.`
    : `What import ${importId} brought was noted in ${memberOf(importId)}, which is damaged. Put it back from a copy, or move it away to do without it.`;
}

/** What became of an import that was under way, or was being undone, when it was ended from outside; null: nothing. */
export function settledRecord(db: Database, store: string, record: ImportRecord): ImportRecord | null {
  if (record.state === "done" || record.state === "undone") return record;
  if (record.state === "pending") return hasLeft(db, store, record) ? { ...record, state: "done" } : null;
  const { witness } = record;
  const isThere =
    witness === undefined ? hasLeft(db, store, record) : witness !== null && isStillThere(db, witness);
  return isThere ? { ...record, state: "done", undoneAt: null } : { ...record, state: "undone" };
}

/** True if what an import added or changed is there; of one that did neither nobody can tell, and it does not matter. */
function hasLeft(db: Database, store: string, record: ImportRecord): boolean {
  const rows = importedRows(db, store, record, []);
  if (!rows) return false;
  const { edge, text } = prepareImportTraces(db);
  const added = TRACED_TABLES.filter((table) => record.ids[table][1] > record.ids[table][0]);
  const named = NAMED_TABLES.filter((table) => added.includes(table));
  if (named.length > 0) return named.some((table) => hasAny(rows.rows(table)));
  const edges = EDGE_TABLES.filter((table) => added.includes(table));
  if (edges.length > 0) {
    return edges.some((table) =>
      edge(table, record.ids[table][0]).some(([id, name]) => rows.isOwnEdge(table, id, name)),
    );
  }
  const changed = textsOf(store, record) ?? [];
  return (
    changed.length === 0 ||
    changed.some(({ kind, id, after }) => isHash(after, text(kind, id)?.[0] ?? "null"))
  );
}

function hasAny(slices: Iterable<readonly unknown[]>): boolean {
  for (const slice of slices) if (slice.length > 0) return true;
  return false;
}

/** Texts that an import replaced; null when they were too many to be kept, or are lost. */
export function textsOf(store: string, record: ImportRecord) {
  const hasChanged = record.changed.extras + record.changed.comments > 0;
  if (hasChanged && !record.keepsTexts) return null;
  return readTexts(store, record);
}
