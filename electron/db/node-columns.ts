import type { Database } from "better-sqlite3";
import { indexerOf } from "../../shared/graph/adjacency.ts";
import { isProcess } from "../../shared/model/node.ts";
import type { JobProgress } from "../archive/source.ts";
import { readGrouped, readNodeIds, readTimes, type TimeColumn } from "./column-reading.ts";
import type { GroupedColumn } from "./queries/column-scan.ts";
import { preparePeopleAndPlaces } from "./queries/people-and-places.ts";
import { optionalText, text } from "./rows.ts";

/** A column of few distinct values: `codes[i]` is the position in `values`, −1 where the node has none. */
export interface CodedColumn {
  codes: Int32Array;
  values: string[];
}

/**
 * What the table, the filters and the search need of every node, in memory: column arrays by node index (ascending by
 * id). About 50 bytes a node and each distinct label.
 */
export interface NodeColumns {
  nodeIds: Int32Array;
  nodeTypes: CodedColumn;
  processTypes: CodedColumn;
  /** Every node has one, mostly "". */
  labels: CodedColumn;
  ctimes: TimeColumn;
  mtimes: TimeColumn;
  /** Values are e-mails. */
  users: CodedColumn;
  /** Values are computer UUIDs. */
  computers: CodedColumn;
}

export type ColumnName = keyof NodeColumns;

/**
 * Read one column of every node. 100,000 nodes take 5 to 30 ms, as only an index is read.
 * @param nodeIds Of all nodes, ascending; not used for themselves.
 * @yields Nothing: one column is one step.
 * @throws AppError `archive/limit` for ids that do not fit 31 bits.
 */
export function* readColumn<K extends ColumnName>(
  db: Database,
  name: K,
  nodeIds: Int32Array,
): Generator<JobProgress, NodeColumns[K]> {
  yield { phase: "reading nodes", done: 0, total: null, unit: "nodes" };
  return readers[name](db, nodeIds);
}

const readers: { [K in ColumnName]: (db: Database, nodeIds: Int32Array) => NodeColumns[K] } = {
  nodeIds: (db) => readNodeIds(db),
  nodeTypes: (db, ids) => readTexts(db, "db_dbnode.node_type", ids, text),
  processTypes: (db, ids) =>
    readTexts(db, "db_dbnode.process_type", ids, (value) => optionalText(value) || null),
  labels: (db, ids) => readTexts(db, "db_dbnode.label", ids, text),
  ctimes: (db, ids) => readTimes(db, "ctime", ids.length, indexerOf(ids)),
  mtimes: (db, ids) => readTimes(db, "mtime", ids.length, indexerOf(ids)),
  users: (db, ids) => {
    const users = preparePeopleAndPlaces(db).users();
    const keys = users.map(({ userId }) => userId);
    const values = users.map(({ email }) => email);
    return { codes: readKeys(db, "db_dbnode.user_id", ids, keys), values };
  },
  computers: (db, ids) => {
    const computers = preparePeopleAndPlaces(db).computers();
    const keys = computers.map(({ computerId }) => computerId);
    const values = computers.map(({ uuid }) => uuid);
    return { codes: readKeys(db, "db_dbnode.dbcomputer_id", ids, keys), values };
  },
};

function readTexts(
  db: Database,
  column: GroupedColumn,
  nodeIds: Int32Array,
  read: (value: unknown) => string | null,
): CodedColumn {
  const byValue = new Map<string, number>();
  const codes = readGrouped(db, column, rowsOf(nodeIds), (stored) => {
    const value = read(stored);
    if (value === null) return -1;
    let code = byValue.get(value);
    if (code === undefined) byValue.set(value, (code = byValue.size));
    return code;
  });
  return { codes, values: [...byValue.keys()] };
}

/** Codes of a column that refers to rows with these keys; −1 where it refers to none of them. */
function readKeys(
  db: Database,
  column: GroupedColumn,
  nodeIds: Int32Array,
  keys: readonly number[],
): Int32Array {
  const codeOf = new Map<unknown, number>(keys.map((key, code) => [key, code]));
  return readGrouped(db, column, rowsOf(nodeIds), (value) => codeOf.get(value) ?? -1);
}

function rowsOf(nodeIds: Int32Array) {
  return { count: nodeIds.length, lastId: nodeIds.at(-1) ?? -1, indexOf: indexerOf(nodeIds) };
}

/** Indices of the process nodes, ascending. */
export function processIndices({ codes, values }: CodedColumn): number[] {
  const isProcessType = values.map(isProcess);
  const indices: number[] = [];
  for (let index = 0; index < codes.length; index++) if (isProcessType[codes[index]!]) indices.push(index);
  return indices;
}
