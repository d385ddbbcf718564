import { corrupt } from "../../archive/corrupt.ts";
import type { JobProgress } from "../../archive/source.ts";
import type { CopiedTable, ExportRow } from "../../db/queries/export-rows.ts";
import { prepareLookedAtNodes } from "../../db/queries/looked-at-nodes.ts";
import type { UuidTable } from "../../db/queries/library-rows.ts";
import { lookAtNodes } from "./look-at-nodes.ts";
import { adding, type CountedKind, type ImportRun, invalid } from "./import-run.ts";
import { matchByIndex, matchRows } from "./match-rows.ts";
import { withoutIndexes } from "./without-indexes.ts";

/** A table whose rows are matched by UUID, and how a row of it gets into the store. */
interface MatchedTable {
  table: UuidTable & CopiedTable;
  kind: CountedKind;
  /** Change a new row to what the store keeps; its id is set already. */
  transform(row: ExportRow, archiveId: number): void;
  /** A row that the store has. */
  onExisting?(archiveId: number, storeId: number): void;
  /** A row under the id that it gets; called for all of them before the first is transformed. */
  onNew?(archiveId: number, storeId: number): void;
}

const SLICE_ROWS = 500; // a row may be a megabyte

/**
 * Bring the rows of a table into the store: those whose UUID it has stay as they are, the others are added under new ids.
 * `onExisting` and `onNew` hear of all rows in the order of their ids in the archive.
 * @yields Rows compared, then new rows done, after every slice.
 */
export function* bringRows(
  run: ImportRun,
  { table, kind, transform, onExisting, onNew }: MatchedTable,
): Generator<JobProgress, void> {
  const firstNew = run.library.nextId(table);
  const missing: number[] = [];
  const found = (id: number, storeId: number | null) => {
    if (storeId === null) {
      onNew?.(id, firstNew + missing.length);
      missing.push(id);
    } else {
      run.existing[kind]++;
      run.met[table].push(storeId);
      onExisting?.(id, storeId);
    }
  };
  const isLarge = table === "db_dbnode" || table === "db_dblog";
  yield* isLarge ? matchByIndex(run, table, found) : matchRows(run, table, found);
  const step = addRows(run, missing, firstNew, { table, kind, transform });
  if (table !== "db_dbnode") return yield* step;
  yield* withoutIndexes(
    run,
    table,
    { coming: missing.length, there: run.library.countRows("db_dbnode") },
    step,
  );
}

function* addRows(
  run: ImportRun,
  missing: readonly number[],
  firstNew: number,
  { table, kind, transform }: Pick<MatchedTable, "table" | "kind" | "transform">,
): Generator<JobProgress, void> {
  const phase = `importing ${kind}`;
  const unit = kind === "nodes" ? "nodes" : "steps";
  // A dry run of one file reads less of its nodes, as nobody will see them.
  const isLookedAt = table === "db_dbnode" && run.options.dryRun && run.earlier === null;
  for (let at = 0; at < missing.length; at += SLICE_ROWS) {
    let nextId = firstNew + at;
    const slice = missing.slice(at, at + SLICE_ROWS);
    const isDone = isLookedAt && lookAtNodes(run, slice);
    for (const row of isDone ? [] : rowsOf(run, table, slice, isLookedAt)) {
      const [id, uuid] = row as [number, string | null];
      requireSound(table, id, uuid, row.pop());
      row[0] = nextId++;
      transform(row, id);
      adding(table, id, () => run.writes.row(table, row));
    }
    if (!isDone && nextId !== firstNew + at + slice.length) throw damagedIndex(table);
    run.fresh[kind] = Math.min(at + SLICE_ROWS, missing.length);
    yield { phase, done: run.fresh[kind], total: missing.length, unit };
  }
  yield { phase, done: missing.length, total: missing.length, unit };
}

function rowsOf(
  run: ImportRun,
  table: MatchedTable["table"],
  ids: readonly number[],
  isLookedAt: boolean,
): Iterable<ExportRow> {
  const looked = isLookedAt ? prepareLookedAtNodes(run.source.db).rows(ids) : null;
  return looked ?? run.rows.rows(table, ids, run.now);
}

/** Ids came from an index; a table that does not hold them all is damaged. */
function damagedIndex(table: string) {
  return corrupt("db.sqlite3", "index", `${table} and its indexes do not hold the same rows`, { table });
}

function requireSound(table: string, id: number, uuid: string | null, isJson: unknown): void {
  if (uuid === null || uuid === "")
    throw invalid(`Row ${id} of ${table} in the archive has no UUID`, { table, id });
  if (isJson !== 1)
    throw invalid(`Row ${id} of ${table} in the archive holds JSON that nobody can read`, { table, id });
}
