import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { AppError } from "../../shared/ipc/errors.ts";
import { className } from "../../shared/model/node.ts";
import type { JobContext, JobProgress } from "../archive/source.ts";
import {
  type CodedColumn,
  type NodeColumns,
  type ProcessStateColumns,
  readNodeColumns,
  readProcessStates,
} from "./node-columns.ts";
import { prepareNodeScans } from "./queries/node-scan.ts";
import { text } from "./rows.ts";

/** A column that the table sorts by. */
export type SortColumn = "pk" | "uuid" | "type" | "label" | "state" | "ctime" | "mtime" | "user";

/**
 * The nodes of one source as a table in memory: read once in slices when first asked for, then every filter, order and
 * facet is answered from it. Several callers may wait for the same reading; each can give up without the others.
 */
export class NodeTable {
  readonly #db: Database;
  readonly #columns: SlicedReading<NodeColumns>;
  readonly #processes: SlicedReading<ProcessStateColumns>;
  readonly #orders = new Map<SortColumn, Int32Array>();
  #memberships: ReadonlyMap<string, readonly number[]> | null = null;

  constructor(db: Database) {
    this.#db = db;
    this.#columns = new SlicedReading(() => readNodeColumns(db));
    this.#processes = new SlicedReading(() => readProcessStates(db, this.#columns.known()));
  }

  /** Type, label, times and owner of every node. */
  columns(context: JobContext): Promise<NodeColumns> {
    return this.#columns.read(context);
  }

  /** State and label of every process node. */
  async processes(context: JobContext): Promise<ProcessStateColumns> {
    await this.columns(context);
    return this.#processes.read(context);
  }

  /** Node indices in ascending order of a column, ties by PK; kept for the next time. Values that are absent come first. */
  async order(column: SortColumn, context: JobContext): Promise<Int32Array> {
    const columns = await this.columns(context);
    const states = column === "state" ? (await this.processes(context)).states : null;
    const known = this.#orders.get(column);
    if (known) return known;
    const order = this.#sorted(column, columns, states);
    this.#orders.set(column, order);
    return order;
  }

  /** Indices of the members of each group that has some, by the group's UUID. */
  async memberships(context: JobContext): Promise<ReadonlyMap<string, readonly number[]>> {
    const { nodeIds } = await this.columns(context);
    if (this.#memberships) return this.#memberships;
    const memberships = new Map<string, number[]>();
    for (const { uuid, nodeId } of prepareNodeScans(this.#db).memberships()) {
      const key = text(uuid);
      let members = memberships.get(key);
      if (!members) memberships.set(key, (members = []));
      const index = indexOfId(nodeIds, nodeId);
      if (index >= 0) members.push(index);
    }
    this.#memberships = memberships;
    return memberships;
  }

  #sorted(column: SortColumn, columns: NodeColumns, states: CodedColumn | null): Int32Array {
    const identity = Int32Array.from({ length: columns.count }, (_, index) => index);
    switch (column) {
      case "pk":
        return identity;
      case "ctime":
        return byNumber(identity, columns.ctimes);
      case "mtime":
        return byNumber(identity, columns.mtimes);
      case "uuid":
        return Int32Array.from(prepareNodeScans(this.#db).idsByUuid(), (id) =>
          indexOfId(columns.nodeIds, id),
        );
      case "label":
        return byNumber(identity, ranksOf(columns.labels));
      case "type":
        return byNumber(identity, codedRanks(columns.nodeTypes, className));
      case "user":
        return byNumber(identity, codedRanks(columns.users));
      case "state":
        return byNumber(identity, codedRanks(states!)); // read above for this column
    }
  }
}

const tables = new WeakMap<Database, NodeTable>();

/** The table of an open source; the same for every caller. */
export function nodeTable(db: Database): NodeTable {
  let table = tables.get(db);
  if (!table) tables.set(db, (table = new NodeTable(db)));
  return table;
}

/** Index of a node in ascending ids, or −1. O(log nodes). */
export function indexOfId(nodeIds: Int32Array, nodeId: number): number {
  let low = 0;
  let high = nodeIds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodeIds[middle]! < nodeId) low = middle + 1;
    else high = middle;
  }
  return nodeIds[low] === nodeId ? low : -1;
}

/** A reading in slices that any number of callers drive together; what was read stays when one of them gives up. */
class SlicedReading<T> {
  readonly #start: () => Generator<JobProgress, T>;
  #running: Generator<JobProgress, T> | null = null;
  #result: { value: T } | null = null;

  constructor(start: () => Generator<JobProgress, T>) {
    this.#start = start;
  }

  known(): T {
    if (!this.#result) throw new Error("the columns are read before what is read from them");
    return this.#result.value;
  }

  async read(context: JobContext): Promise<T> {
    while (!this.#result) {
      if (context.signal.aborted) throw new AppError("cancelled", "Cancelled.");
      this.#step(context);
      if (!this.#result) await setImmediate(); // calls and cancellations are heard in between
    }
    return this.known();
  }

  #step(context: JobContext): void {
    this.#running ??= this.#start();
    try {
      const step = this.#running.next();
      if (step.done) this.#result = { value: step.value };
      else context.progress(step.value);
    } catch (error) {
      this.#running = null; // a failed reading starts anew for the next caller
      throw error;
    }
  }
}

function byNumber(indices: Int32Array, keys: Float64Array | Int32Array): Int32Array {
  const key = (index: number) => (Number.isNaN(keys[index]!) ? Number.NEGATIVE_INFINITY : keys[index]!);
  return indices.sort((a, b) => {
    const left = key(a);
    const right = key(b);
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}

/** Rank of each text without regard to case, then by code unit. */
function ranksOf(values: readonly string[]): Int32Array {
  const distinct = sortedTexts([...new Set(values)], (value) => value);
  const rank = new Map(distinct.map((value, position) => [value, position]));
  return Int32Array.from(values, (value) => rank.get(value)!);
}

function codedRanks({ codes, values }: CodedColumn, shown = (value: string) => value): Int32Array {
  const sorted = sortedTexts(values, shown);
  const rank = new Map(sorted.map((value, position) => [value, position]));
  const rankOfCode = values.map((value) => rank.get(value)!);
  return codes.map((code) => (code < 0 ? -1 : rankOfCode[code]!));
}

function sortedTexts(values: readonly string[], shown: (value: string) => string): string[] {
  const keyed = values.map((value) => ({ value, key: shown(value).toLowerCase() }));
  keyed.sort((a, b) => compare(a.key, b.key) || compare(a.value, b.value));
  return keyed.map(({ value }) => value);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
