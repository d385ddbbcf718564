import type { JobProgress } from "../../archive/source.ts";
import type { CopiedTable } from "../../db/queries/export-rows.ts";
import type { UuidTable } from "../../db/queries/library-rows.ts";
import type { ImportRun } from "./import-run.ts";

/** What is compared: an archive, or a part of it, with a store. */
type Matched = Pick<ImportRun, "reads" | "library" | "chosenNodes">;

/** Hears of a row of the archive, and of the id of the same one in the store; null where that has none. */
type Found = (id: number, storeId: number | null) => void;

const SLICE_IDS = 5_000; // some milliseconds
/** Ids this close together have a place each in a table while they are compared. */
const SPREAD = 8;
const SMALL_SPREAD = 1_000_000;
/** Up to so many times the archive's nodes, those of the store are read one after the other, and not looked up. */
const DENSE = 4;

/** Tell of every row of a table, in the order of its ids, which one of the store has the same UUID. */
export function* matchRows(
  run: Matched,
  table: UuidTable & CopiedTable,
  found: Found,
): Generator<JobProgress, void> {
  let done = 0;
  for (let after = -1; ; ) {
    const slice = run.reads.ids(table, after, SLICE_IDS);
    const uuids = slice.map(([, uuid]) => uuid);
    const known = new Map(run.library.idsByUuid(table, uuids));
    for (const [id, uuid] of slice) found(id, known.get(uuid) ?? null);
    done += slice.length;
    yield { phase: "comparing rows", done, total: null, unit: "steps" };
    if (slice.length < SLICE_IDS) return;
    after = slice.at(-1)![0];
  }
}

/**
 * `matchRows` for nodes. Their UUIDs are read out of the index, in whose order both databases are quick; the rows, which
 * are most of an archive, are not looked at. Memory: 8 bytes for each id between the first and the last.
 */
export function* matchNodes(run: Matched, found: Found): Generator<JobProgress, void> {
  const storeIds = yield* nodesByIndex(run);
  if (storeIds === null) return yield* matchRows(run, "db_dbnode", found);
  const { first, ids } = storeIds;
  for (const [i, storeId] of ids.entries()) {
    if (!Number.isNaN(storeId)) found(first + i, storeId === NEW ? null : storeId);
  }
}

const NEW = Number.POSITIVE_INFINITY;

/**
 * Ids in the store by those of the archive less its first; NEW where the store has no such node, NaN where the archive has none.
 * @returns null where that cannot be had: a part of the archive, ids far apart, no such index or one that is damaged, UUIDs missing
 *   or there twice.
 */
function* nodesByIndex(run: Matched): Generator<JobProgress, { first: number; ids: Float64Array } | null> {
  const [count, first, last] = run.reads.nodeRange();
  if (run.chosenNodes !== null || first === null || last === null) return null;
  const span = last - first + 1;
  if (!(span <= SPREAD * count || span <= SMALL_SPREAD)) return null;
  const storeIds = new Float64Array(span).fill(Number.NaN);
  const comparing = (done: number): JobProgress => ({
    phase: "comparing nodes",
    done,
    total: count,
    unit: "nodes",
  });
  let done = 0;
  if (run.library.nextId("db_dbnode") === 1) {
    for (const id of run.reads.nodeIds()) {
      storeIds[id - first] = NEW;
      if (++done % SLICE_IDS === 0) yield comparing(done);
    }
    return done === count ? { first, ids: storeIds } : null;
  }
  if (!run.reads.hasUuidIndex()) return null;
  const isDense = run.library.countNodes() <= DENSE * count;
  for (let after = ""; ; ) {
    const slice = run.reads.nodesByUuid(after, SLICE_IDS);
    const uuids = slice.map(([uuid]) => uuid);
    const known = new Map(
      isDense ? run.library.nodesBetween(uuids) : run.library.idsByUuid("db_dbnode", uuids),
    );
    for (const [uuid, id] of slice) storeIds[id - first] = known.get(uuid) ?? NEW;
    done += slice.length;
    yield comparing(done);
    if (slice.length < SLICE_IDS) return done === count ? { first, ids: storeIds } : null;
    after = slice.at(-1)![0];
  }
}
