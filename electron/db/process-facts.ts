import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { indexerOf } from "../../shared/graph/adjacency.ts";
import { processStateKey } from "../../shared/model/process-state.ts";
import type { JobProgress } from "../archive/source.ts";
import { type CodedColumn, processIndices } from "./node-columns.ts";
import { prepareProcessScans } from "./queries/process-scan.ts";
import { optionalText, plainMember, readProcessFacts } from "./rows.ts";

/** What process nodes say of themselves, by node index; −1 (or 0) for other nodes. */
export interface ProcessColumns {
  /** Values are keys like `finished[0]`. */
  states: CodedColumn;
  /** Values are process labels; none where the label is missing. */
  processLabels: CodedColumn;
  /** 1 for processes whose `sealed` attribute is not true: they may not be exported. */
  isUnsealed: Uint8Array;
}

const SLICE_ROWS = 5_000; // whose attributes SQLite looks into: 10 to 30 ms

/**
 * Read state, label and sealing of every process node, out of its attributes. 40,000 processes take about 0.2 s.
 * @yields After every slice.
 */
export function* readProcessColumns(
  db: Database,
  nodeIds: Int32Array,
  nodeTypes: CodedColumn,
): Generator<JobProgress, ProcessColumns> {
  const scans = prepareProcessScans(db);
  const indexOf = indexerOf(nodeIds);
  const indices = processIndices(nodeTypes);
  const states = new Coder(nodeIds.length);
  const labels = new Coder(nodeIds.length);
  const isUnsealed = new Uint8Array(nodeIds.length);
  // What a process says is the same for thousands of them, and is worked out once for each different text.
  const known = new Map<string, Facts>();
  const read = (nodeId: number, said: string | null): Facts => {
    const before = said === null ? undefined : known.get(said);
    if (before) return before;
    const facts = factsOf(scans, nodeId);
    if (said !== null) known.set(said, facts);
    return facts;
  };
  let done = 0;
  for (let after = -1; ; ) {
    const rows = scans.slice(after, SLICE_ROWS);
    for (const [nodeId, said] of rows) {
      const index = indexOf(nodeId);
      if (index < 0) continue;
      const { state, label, isSealed } = read(nodeId, said);
      states.set(index, state);
      if (label !== null) labels.set(index, label);
      if (!isSealed) isUnsealed[index] = 1;
    }
    done += rows.length;
    yield { phase: "reading process states", done, total: indices.length, unit: "nodes" };
    if (rows.length < SLICE_ROWS) break;
    after = rows.at(-1)![0]; // not empty: it is a full slice
  }
  for (const index of indices) if (!states.has(index)) states.set(index, NO_STATE);
  return { states: states.column(), processLabels: labels.column(), isUnsealed };
}

const TURN = 500; // processes whose attributes are looked into: some milliseconds

/** What some processes say of themselves, by id. 100,000 take 2 s. */
export async function processFactsOf(db: Database, nodeIds: readonly number[]): Promise<Map<number, Facts>> {
  const scans = prepareProcessScans(db);
  const facts = new Map<number, Facts>();
  for (const [done, nodeId] of nodeIds.entries()) {
    facts.set(nodeId, factsOf(scans, nodeId));
    if (done % TURN === TURN - 1) await setImmediate();
  }
  return facts;
}

/** Whether a process has not ended, one by one: for a few of many nodes. */
export function isUnsealedProcess(db: Database, nodeId: number): boolean {
  return !factsOf(prepareProcessScans(db), nodeId).isSealed;
}

/** What one process says of itself. */
export interface Facts {
  state: string;
  label: string | null;
  isSealed: boolean;
}

/** The state of a process that says nothing of itself. */
const NO_STATE = processStateKey(null, null);

function factsOf(scans: ReturnType<typeof prepareProcessScans>, nodeId: number): Facts {
  const row = scans.one(nodeId);
  const { processState, exitStatus, processLabel } = readProcessFacts(row);
  const unread = optionalText(row.unreadAttributes);
  const isSealed = unread === null ? row.sealedType === "true" : plainMember(unread, "sealed") === true;
  return {
    state: processStateKey(processState, exitStatus),
    label: processLabel === "" ? null : processLabel,
    isSealed,
  };
}

/** Numbers distinct values in the order they are met. */
class Coder {
  readonly #codes: Int32Array;
  readonly #byValue = new Map<string, number>();
  constructor(count: number) {
    this.#codes = new Int32Array(count).fill(-1);
  }
  has(index: number): boolean {
    return this.#codes[index] !== -1;
  }
  set(index: number, value: string): void {
    let code = this.#byValue.get(value);
    if (code === undefined) this.#byValue.set(value, (code = this.#byValue.size));
    this.#codes[index] = code;
  }
  column(): CodedColumn {
    return { codes: this.#codes, values: [...this.#byValue.keys()] };
  }
}
