import type { Database } from "better-sqlite3";
import { checkedId } from "../../shared/graph/adjacency.ts";
import { isProcess } from "../../shared/model/node.ts";
import { processStateKey } from "../../shared/model/process-state.ts";
import { timeToMicros } from "../../shared/model/stored-time.ts";
import type { JobProgress } from "../archive/source.ts";
import { prepareNodeScans } from "./queries/node-scan.ts";
import { preparePeopleAndPlaces } from "./queries/people-and-places.ts";
import { readProcessFacts, optionalText, text } from "./rows.ts";

/** A column of few distinct values: `codes[i]` is the position in `values`, −1 where the node has none. */
export interface CodedColumn {
  codes: Int32Array;
  values: string[];
}

/**
 * What the table, the filters and the search need of every node, in memory: column arrays by node index (ascending by
 * id). About 60 bytes a node and its label.
 */
export interface NodeColumns {
  count: number;
  nodeIds: Int32Array;
  nodeTypes: CodedColumn;
  processTypes: CodedColumn;
  labels: string[];
  /** Microseconds since 1970; NaN where no time is stored. */
  ctimes: Float64Array;
  mtimes: Float64Array;
  /** Values are e-mails. */
  users: CodedColumn;
  /** Values are computer UUIDs. */
  computers: CodedColumn;
}

/** What process nodes say of themselves, by node index; −1 for other nodes. */
export interface ProcessStateColumns {
  /** Values are keys like `finished[0]`. */
  states: CodedColumn;
  /** Values are process labels; none where the label is missing. */
  processLabels: CodedColumn;
}

const SLICE_ROWS = 5_000; // about 10 ms of SQLite: the engine answers others in between
const PROCESS_SLICE = 1_000; // their attributes are read: about 10 ms

/**
 * Read the columns of every node. 100,000 nodes take about 0.3 s.
 * @yields After every slice.
 * @throws AppError `archive/limit` for ids that do not fit 31 bits.
 */
export function* readNodeColumns(db: Database): Generator<JobProgress, NodeColumns> {
  const scans = prepareNodeScans(db);
  const { userCodes, computerCodes, emails, computerUuids } = ownersByCode(db);
  const count = scans.count();
  const nodeIds = new Int32Array(count);
  const labels: string[] = [];
  const ctimes = new Float64Array(count);
  const mtimes = new Float64Array(count);
  const nodeTypes = new Coder(count);
  const processTypes = new Coder(count);
  const users = new Int32Array(count).fill(-1);
  const computers = new Int32Array(count).fill(-1);
  let after = -Number.MAX_SAFE_INTEGER;
  for (let index = 0; index < count; ) {
    const rows = scans.slice(after, Math.min(SLICE_ROWS, count - index));
    if (rows.length === 0) break; // cannot happen: nobody writes to an open source
    for (const [nodeId, nodeType, processType, label, ctime, mtime, userId, computerId] of rows) {
      nodeIds[index] = after = checkedId(nodeId, "node");
      nodeTypes.set(index, text(nodeType));
      const known = optionalText(processType);
      if (known !== null && known !== "") processTypes.set(index, known);
      labels.push(text(label));
      ctimes[index] = timeToMicros(text(ctime));
      mtimes[index] = timeToMicros(text(mtime));
      users[index] = userId === null ? -1 : (userCodes.get(userId) ?? -1);
      computers[index] = computerId === null ? -1 : (computerCodes.get(computerId) ?? -1);
      index++;
    }
    yield { phase: "reading nodes", done: index, total: count, unit: "nodes" };
  }
  return {
    count,
    nodeIds,
    nodeTypes: nodeTypes.column(),
    processTypes: processTypes.column(),
    labels,
    ctimes,
    mtimes,
    users: { codes: users, values: emails },
    computers: { codes: computers, values: computerUuids },
  };
}

/**
 * Read state and label of every process node, out of its attributes. 30,000 processes take about 0.4 s.
 * @yields After every slice.
 */
export function* readProcessStates(
  db: Database,
  columns: NodeColumns,
): Generator<JobProgress, ProcessStateColumns> {
  const scans = prepareNodeScans(db);
  const isProcessType = columns.nodeTypes.values.map(isProcess);
  const indices: number[] = [];
  for (let index = 0; index < columns.count; index++) {
    if (isProcessType[columns.nodeTypes.codes[index]!]) indices.push(index);
  }
  const states = new Coder(columns.count);
  const labels = new Coder(columns.count);
  for (let done = 0; done < indices.length; done += PROCESS_SLICE) {
    const slice = indices.slice(done, done + PROCESS_SLICE);
    const rows = scans.processes(slice.map((index) => columns.nodeIds[index]!));
    rows.forEach((row, position) => {
      const { processState, exitStatus, processLabel } = readProcessFacts(row);
      const index = slice[position]!; // ids come back in the order asked for, and all of them exist
      states.set(index, processStateKey(processState, exitStatus));
      if (processLabel !== null && processLabel !== "") labels.set(index, processLabel);
    });
    yield {
      phase: "reading process states",
      done: done + slice.length,
      total: indices.length,
      unit: "nodes",
    };
  }
  return { states: states.column(), processLabels: labels.column() };
}

/** Number distinct values in the order they are met. */
class Coder {
  readonly #codes: Int32Array;
  readonly #byValue = new Map<string, number>();
  constructor(count: number) {
    this.#codes = new Int32Array(count).fill(-1);
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

function ownersByCode(db: Database) {
  const owners = preparePeopleAndPlaces(db);
  const users = owners.users();
  const computers = owners.computers();
  return {
    userCodes: new Map(users.map(({ userId }, code) => [userId, code])),
    computerCodes: new Map(computers.map(({ computerId }, code) => [computerId, code])),
    emails: users.map(({ email }) => email),
    computerUuids: computers.map(({ uuid }) => uuid),
  };
}
