import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { indexerOf } from "../../shared/graph/adjacency.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { className } from "../../shared/model/node.ts";
import type { JobContext, JobProgress } from "../archive/source.ts";
import { readUuidOrder } from "./column-reading.ts";
import { kept, keptAtOnce } from "./kept-index.ts";
import { type GroupMembers, readMemberships } from "./memberships.ts";
import { type CodedColumn, type ColumnName, type NodeColumns, readColumn } from "./node-columns.ts";
import { type ProcessColumns, readProcessColumns } from "./process-facts.ts";

/** What of a table has been read; null for what has not. */
export interface KnownTable {
  columns: Partial<NodeColumns>;
  processes: ProcessColumns | null;
  memberships: GroupMembers | null;
}

/** A column that the table sorts by. */
export type SortColumn = "pk" | "uuid" | "type" | "label" | "state" | "ctime" | "mtime" | "user";

/**
 * The nodes of one source as a table in memory: each column is read when it is first asked for, then every filter, order
 * and facet is answered from it. Several callers may wait for the same reading; each can give up without the others.
 */
export class NodeTable {
  readonly #db: Database;
  readonly #columns = new Map<ColumnName, SlicedReading<NodeColumns[ColumnName]>>();
  #processes: SlicedReading<ProcessColumns> | null = null;
  readonly #orders = new Map<SortColumn, Int32Array>();
  #memberships: SlicedReading<GroupMembers> | null = null;

  constructor(db: Database) {
    this.#db = db;
  }

  /** One column of every node. */
  async column<K extends ColumnName>(name: K, context: JobContext): Promise<NodeColumns[K]> {
    const nodeIds = name === "nodeIds" ? NO_IDS : await this.column("nodeIds", context);
    let reading = this.#columns.get(name);
    if (!reading) {
      reading = new SlicedReading<NodeColumns[ColumnName]>(() =>
        kept(this.#db, pieceOf(name), () => readColumn(this.#db, name, nodeIds)),
      );
      this.#columns.set(name, reading);
    }
    return reading.read(context) as Promise<NodeColumns[K]>; // set under this name, just above
  }

  /** What has been read so far. */
  known(): KnownTable {
    const read = [...this.#columns].flatMap(([name, reading]) =>
      reading.value === null ? [] : [[name, reading.value] as const],
    );
    // Sound: each value stands under the name of its column.
    return {
      columns: Object.fromEntries(read) as Partial<NodeColumns>,
      processes: this.#processes?.value ?? null,
      memberships: this.#memberships?.value ?? null,
    };
  }

  /** The same by the names under which they are kept. */
  *knownPieces(): Generator<[name: string, value: object]> {
    const { columns, processes, memberships } = this.known();
    for (const [name, value] of Object.entries(columns)) yield [pieceOf(name), value];
    if (processes) yield [PROCESSES, processes];
    if (memberships) yield [MEMBERSHIPS, memberships];
  }

  /** Take what is known already, as `known` of a former state of the same store gives it; it is not read. */
  adopt({ columns = {}, processes = null, memberships = null }: Partial<KnownTable>): void {
    for (const [name, value] of Object.entries(columns)) {
      this.#columns.set(name as ColumnName, SlicedReading.of(value)); // the names of what came are those of columns
    }
    if (processes) this.#processes = SlicedReading.of(processes);
    if (memberships) this.#memberships = SlicedReading.of(memberships);
  }

  /** Ids of all nodes, ascending: positions in it are node indices. */
  nodeIds(context: JobContext): Promise<Int32Array> {
    return this.column("nodeIds", context);
  }

  /** State, label and sealing of every process node. */
  async processes(context: JobContext): Promise<ProcessColumns> {
    const nodeIds = await this.nodeIds(context);
    const nodeTypes = await this.column("nodeTypes", context);
    this.#processes ??= new SlicedReading(() =>
      kept(this.#db, PROCESSES, () => readProcessColumns(this.#db, nodeIds, nodeTypes)),
    );
    return this.#processes.read(context);
  }

  /** Node indices in ascending order of a column, ties by PK; kept for the next time. Values that are absent come first. */
  async order(column: SortColumn, context: JobContext): Promise<Int32Array> {
    const known = this.#orders.get(column);
    if (known) return known;
    const order = await this.#sorted(column, context);
    this.#orders.set(column, order);
    return order;
  }

  /** Indices of the members of each group that has some, by the group's UUID. */
  async memberships(context: JobContext): Promise<ReadonlyMap<string, Int32Array>> {
    const nodeIds = await this.nodeIds(context);
    this.#memberships ??= new SlicedReading(() =>
      kept(this.#db, MEMBERSHIPS, () => readMemberships(this.#db, nodeIds)),
    );
    const { uuids, members } = await this.#memberships.read(context);
    return new Map(uuids.map((uuid, group) => [uuid, members[group]!]));
  }

  async #sorted(column: SortColumn, context: JobContext): Promise<Int32Array> {
    const nodeIds = await this.nodeIds(context);
    switch (column) {
      case "pk":
        return identity(nodeIds.length);
      case "ctime":
      case "mtime": {
        const { times, order } = await this.column(`${column}s`, context);
        return order ?? byTime(times);
      }
      case "uuid":
        return keptAtOnce(this.#db, "order-uuid", () =>
          readUuidOrder(this.#db, indexerOf(nodeIds), nodeIds.length),
        );
      case "label": {
        const labels = await this.column("labels", context);
        return keptAtOnce(this.#db, "order-label", () => byRank(codedRanks(labels)));
      }
      case "type":
        return byRank(codedRanks(await this.column("nodeTypes", context), className));
      case "user":
        return byRank(codedRanks(await this.column("users", context)));
      case "state":
        return byRank(codedRanks((await this.processes(context)).states));
    }
  }
}

const NO_IDS = new Int32Array();

const PROCESSES = "processes";
const MEMBERSHIPS = "memberships";

function pieceOf(column: string): string {
  return `column-${column.toLowerCase()}`;
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

  /** A reading that is done. */
  static of<T>(value: T): SlicedReading<T> {
    const reading = new SlicedReading<T>(() => {
      throw new Error("unreachable: there is a result");
    });
    reading.#result = { value };
    return reading;
  }

  /** What was read; null before. */
  get value(): T | null {
    return this.#result?.value ?? null;
  }

  async read(context: JobContext): Promise<T> {
    while (!this.#result) {
      if (context.signal.aborted) throw new AppError("cancelled", "Cancelled.");
      this.#step(context);
      if (!this.#result) await setImmediate(); // calls and cancellations are heard in between
    }
    return this.#result.value;
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

function identity(count: number): Int32Array {
  const indices = new Int32Array(count);
  for (let index = 0; index < count; index++) indices[index] = index;
  return indices;
}

function byTime(times: Float64Array): Int32Array {
  const key = (index: number) => (Number.isNaN(times[index]!) ? Number.NEGATIVE_INFINITY : times[index]!);
  return identity(times.length).sort((a, b) => {
    const left = key(a);
    const right = key(b);
    return left < right ? -1 : left > right ? 1 : a - b;
  });
}

/** Indices by rank (−1 and up), ties by index: a counting sort. */
function byRank(ranks: Int32Array): Int32Array {
  let highest = -1;
  for (const rank of ranks) if (rank > highest) highest = rank;
  const next = new Uint32Array(highest + 3);
  for (const rank of ranks) next[rank + 2]!++;
  for (let place = 1; place < next.length; place++) next[place]! += next[place - 1]!;
  const order = new Int32Array(ranks.length);
  for (let index = 0; index < ranks.length; index++) {
    const place = ranks[index]! + 1;
    order[next[place]!] = index;
    next[place]!++;
  }
  return order;
}

/** For each node the rank of its value, as shown, without regard to case, then by code unit; −1 without one. */
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
