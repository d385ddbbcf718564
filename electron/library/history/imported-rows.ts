import type { Source } from "../../archive/source.ts";
import {
  type EdgeTable,
  type NamedTable,
  prepareImportTraces,
  type TracedTable,
} from "../../db/queries/import-traces.ts";
import { readTraces, type Traces } from "./history-files.ts";
import type { ImportRecord } from "./import-record.ts";
import { traceHash } from "./trace-hash.ts";

type Database = Source["db"];

const SLICE_ROWS = 5_000;

/** A row of an import that is still there. */
export interface ImportedRow {
  id: number;
  /** It was changed after the import. */
  isChanged: boolean;
}

/** What is left in a store of an import. */
export interface ImportedRows {
  readonly record: ImportRecord;
  /** Rows of a table that are still there and still its own, by ascending id, in slices that take some milliseconds. */
  rows(table: NamedTable): Generator<ImportedRow[]>;
  /** How many ids of a table, from the first that it gave, its rows can have. */
  span(table: NamedTable): number;
  /** True for a link or membership that it added to something that was there before. */
  isOwnEdge(table: EdgeTable, id: number, name: string): boolean;
  /** True for a row that it found there. */
  hasMet(table: TracedTable, id: number): boolean;
  /** True if an id is one that it gave, and that no later import has given anew. */
  gave(table: TracedTable, id: number): boolean;
}

/**
 * What is left of an import. A row is its own when the id is one that it gave, what stands in the row is what it wrote
 * there, and no later import gave that id again: SQLite gives the highest ids anew once their rows are gone.
 * @param later Records of the imports after it.
 * @returns Null when its traces are lost.
 */
export function importedRows(
  db: Database,
  store: string,
  record: ImportRecord,
  later: readonly ImportRecord[],
): ImportedRows | null {
  const traces = readTraces(store, record);
  if (traces === null) return null;
  const reads = prepareImportTraces(db);
  const gave = (table: TracedTable, id: number) =>
    isWithin(record, table, id) && !later.some((other) => isWithin(other, table, id));
  const late = new Map<string, Set<number>>();
  const edges = new Map<string, Map<number, number>>();
  return {
    record,
    gave,
    span: (table) => (traces[`rows ${table}`]?.length ?? 0) / 2,
    *rows(table) {
      const [before, last] = record.ids[table];
      const hashes = traces[`rows ${table}`] ?? new Uint32Array(0);
      const isLate = remembered(late, table, () => new Set(traces[`late ${table}`] ?? []));
      for (let after = before; ; ) {
        const slice = reads.rows(table, after, last, SLICE_ROWS);
        yield slice.flatMap(([id, name, changed]) => {
          const at = (id - before - 1) * 2;
          const [first, second] = traceHash(name);
          if (hashes[at] !== first || hashes[at + 1] !== second || !gave(table, id)) return [];
          return { id, isChanged: changed !== null && changed > record.now && !isLate.has(id) };
        });
        if (slice.length < SLICE_ROWS) return;
        after = slice.at(-1)![0];
      }
    },
    isOwnEdge(table, id, name) {
      if (!gave(table, id)) return false;
      const words = traces[`edges ${table}`] ?? new Uint32Array(0);
      const at = remembered(edges, table, () => positionsOf(words)).get(id);
      const [first, second] = traceHash(name);
      return at !== undefined && words[at + 1] === first && words[at + 2] === second;
    },
    hasMet: (table, id) => isInRuns(traces, `met ${table}`, id),
  };
}

function isWithin(record: ImportRecord, table: TracedTable, id: number): boolean {
  const [before, last] = record.ids[table];
  return id > before && id <= last;
}

function positionsOf(words: Uint32Array): Map<number, number> {
  const positions = new Map<number, number>();
  for (let at = 0; at < words.length; at += 3) positions.set(words[at]!, at);
  return positions;
}

function isInRuns(traces: Traces, name: string, id: number): boolean {
  const runs = traces[name];
  if (!runs) return false;
  let low = 0;
  let high = runs.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (id < runs[middle * 2]!) high = middle - 1;
    else if (id > runs[middle * 2 + 1]!) low = middle + 1;
    else return true;
  }
  return false;
}

function remembered<V>(known: Map<string, V>, key: string, make: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = make()));
  return value;
}
