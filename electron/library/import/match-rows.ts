import type { JobProgress } from "../../archive/source.ts";
import type { CopiedTable } from "../../db/queries/export-rows.ts";
import type { IndexedTable } from "../../db/queries/import-reads.ts";
import type { UuidTable } from "../../db/queries/library-rows.ts";
import { UUID_LENGTH, type UuidSlice } from "../../db/queries/uuid-slices.ts";
import type { ImportRun } from "./import-run.ts";

/** What is compared: an archive, or a part of it, with a store. */
type Matched = Pick<ImportRun, "reads" | "library" | "chosenNodes">;

/** Hears of a row of the archive, and of the id of the same one in the store; null where that has none. */
type Found = (id: number, storeId: number | null) => void;

const SLICE_IDS = 5_000; // some milliseconds
/** Ids this close together have a place each in a table while they are compared. */
const SPREAD = 8;
const SMALL_SPREAD = 1_000_000;
/** Up to so many times the archive's rows, those of the store are read one after the other, and not looked up. */
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
 * `matchRows` for the tables with most rows. Their UUIDs are read out of the index, in whose order both databases are quick; the
 * rows, which are most of an archive, are not looked at. Memory: 8 bytes for each id between the first and the last.
 */
export function* matchByIndex(run: Matched, table: IndexedTable, found: Found): Generator<JobProgress, void> {
  const storeIds = yield* idsByIndex(run, table);
  if (storeIds === null) return yield* matchRows(run, table, found);
  const { first, ids } = storeIds;
  for (let i = 0; i < ids.length; i++) {
    const storeId = ids[i]!;
    if (!Number.isNaN(storeId)) found(first + i, storeId === NEW ? null : storeId);
  }
}

const NEW = Number.POSITIVE_INFINITY;

/**
 * Ids in the store by those of the archive less its first; NEW where the store has no such row, NaN where the archive has none.
 * @returns null where that cannot be had: a part of the archive, ids far apart, no such index or one that is damaged, UUIDs missing
 *   or there twice.
 */
function* idsByIndex(
  run: Matched,
  table: IndexedTable,
): Generator<JobProgress, { first: number; ids: Float64Array } | null> {
  if (run.chosenNodes !== null) return null;
  const [count, first, last] = run.reads.range(table);
  if (first === null || last === null) return null;
  const span = last - first + 1;
  if (!(span <= SPREAD * count || span <= SMALL_SPREAD)) return null;
  const storeIds = new Float64Array(span).fill(Number.NaN);
  const comparing = (done: number): JobProgress =>
    table === "db_dbnode"
      ? { phase: "comparing nodes", done, total: count, unit: "nodes" }
      : { phase: "comparing rows", done, total: count, unit: "steps" };
  let done = 0;
  if (run.library.nextId(table) === 1) {
    for (const id of run.reads.allIds(table)) {
      storeIds[id - first] = NEW;
      if (++done % SLICE_IDS === 0) yield comparing(done);
    }
    return done === count ? { first, ids: storeIds } : null;
  }
  if (!run.reads.hasUuidIndex(table)) return null;
  const isDense = run.library.countRows(table) <= DENSE * count;
  const note = (id: number, storeId: number | undefined) => void (storeIds[id - first] = storeId ?? NEW);
  for (let after = ""; ; ) {
    const slice = (isDense ? meetInOrder(run, table, after, note) : null) ?? meet(after);
    done += slice.length;
    yield comparing(done);
    if (slice.length < SLICE_IDS) return done === count ? { first, ids: storeIds } : null;
    after = slice.last;
  }

  function meet(after: string): Met {
    const slice = run.reads.byUuid(table, after, SLICE_IDS);
    const uuids = slice.map(([uuid]) => uuid);
    const known = new Map(
      isDense ? run.library.rowsBetween(table, uuids) : run.library.idsByUuid(table, uuids),
    );
    for (const [uuid, id] of slice) note(id, known.get(uuid));
    return { length: slice.length, last: uuids.at(-1) ?? "" };
  }
}

/** Rows of the archive that were compared: how many, and the UUID of the last one. */
interface Met {
  length: number;
  last: string;
}

/** Compare the next rows after a UUID, read in one piece from both. Null where they cannot be read so. */
function meetInOrder(
  { reads, library }: Matched,
  table: IndexedTable,
  after: string,
  note: (id: number, storeId: number | undefined) => void,
): Met | null {
  const given = reads.uuidSlice(table, after, SLICE_IDS);
  if (given === null || given.ids.length === 0) return null;
  const last = given.uuids.slice(-UUID_LENGTH);
  const own = library.uuidsBetween(table, given.uuids.slice(0, UUID_LENGTH), last);
  if (own === null) return null;
  if (own.uuids === given.uuids) {
    for (const [i, id] of given.ids.entries()) note(id, own.ids[i]);
    return { length: given.ids.length, last };
  }
  let before = "";
  for (let i = 0, j = 0; i < given.ids.length; i++) {
    const uuid = uuidAt(given, i);
    if (uuid < before) return null; // a column that says itself how it is sorted
    before = uuid;
    while (j < own.ids.length && uuidAt(own, j) < uuid) j++;
    note(given.ids[i]!, j < own.ids.length && uuidAt(own, j) === uuid ? own.ids[j] : undefined);
  }
  return { length: given.ids.length, last };
}

const uuidAt = ({ uuids }: UuidSlice, position: number) =>
  uuids.slice(position * UUID_LENGTH, (position + 1) * UUID_LENGTH);
