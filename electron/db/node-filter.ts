import { timeToMicros } from "../../shared/model/stored-time.ts";
import type { JobContext } from "../archive/source.ts";
import type { CodedColumn } from "./node-columns.ts";
import type { NodeTable, SortColumn } from "./node-table.ts";

/** Which nodes to list: AND between fields, OR inside each list. An empty or absent field does not filter. */
export interface NodeFilter {
  /** Full type strings. */
  nodeTypes?: readonly string[] | undefined;
  /** Beginnings of type strings: `data.core.array.` takes all array classes. */
  typePrefixes?: readonly string[] | undefined;
  processTypes?: readonly string[] | undefined;
  /** Keys like `finished[0]`; only process nodes have one. */
  states?: readonly string[] | undefined;
  /** UUIDs. */
  groups?: readonly string[] | undefined;
  /** UUIDs. */
  computers?: readonly string[] | undefined;
  /** E-mails. */
  users?: readonly string[] | undefined;
  /** Part of the label, without regard to case. */
  labelContains?: string | undefined;
  /** Inclusive. A time in stored or ISO 8601 form; one that is no time lets nothing through. */
  createdAfter?: string | undefined;
  /** Exclusive. */
  createdBefore?: string | undefined;
}

/** By what nodes are sorted; ties go by PK. */
export interface NodeSort {
  column: SortColumn;
  descending: boolean;
}

type Test = (index: number) => boolean;

/** What a listing found. */
export interface ListedNodes {
  /** Ids of the nodes that pass, in the asked order. */
  nodeIds: Int32Array<ArrayBuffer>;
  /** Nodes of the source, without any filter. */
  total: number;
  /** How many of `nodeIds` come before or at the node `afterId`, which itself need not pass; 0 without one. */
  skipped: number;
}

/**
 * List the nodes that pass; descending is the exact reverse of ascending. Once the columns are read, 100,000 nodes
 * take some milliseconds.
 * @param afterId The last node of the page before, for keyset paging.
 */
export async function listNodes(
  table: NodeTable,
  filter: NodeFilter,
  sort: NodeSort,
  context: JobContext,
  afterId: number | null = null,
): Promise<ListedNodes> {
  const { nodeIds, count } = await table.columns(context);
  const tests = await testsOf(table, filter, context);
  const order = await table.order(sort.column, context);
  const passed = new Int32Array(count);
  let length = 0;
  let skipped = 0;
  for (let position = 0; position < count; position++) {
    const index = order[sort.descending ? count - 1 - position : position]!;
    if (tests.every((test) => test(index))) passed[length++] = nodeIds[index]!;
    if (nodeIds[index] === afterId) skipped = length;
  }
  return { nodeIds: passed.slice(0, length), total: count, skipped };
}

async function testsOf(table: NodeTable, filter: NodeFilter, context: JobContext): Promise<Test[]> {
  const columns = await table.columns(context);
  const tests: Test[] = [];
  if (filter.nodeTypes?.length) tests.push(among(columns.nodeTypes, filter.nodeTypes));
  const { typePrefixes, labelContains } = filter;
  if (typePrefixes?.length) {
    tests.push(coded(columns.nodeTypes, (type) => typePrefixes.some((prefix) => type.startsWith(prefix))));
  }
  if (filter.processTypes?.length) tests.push(among(columns.processTypes, filter.processTypes));
  if (filter.computers?.length) tests.push(among(columns.computers, filter.computers));
  if (filter.users?.length) tests.push(among(columns.users, filter.users));
  if (filter.createdAfter !== undefined) {
    const after = timeToMicros(filter.createdAfter);
    tests.push((index) => columns.ctimes[index]! >= after);
  }
  if (filter.createdBefore !== undefined) {
    const before = timeToMicros(filter.createdBefore);
    tests.push((index) => columns.ctimes[index]! < before);
  }
  if (filter.groups?.length) {
    const isMember = new Uint8Array(columns.count);
    const memberships = await table.memberships(context);
    for (const group of filter.groups) for (const index of memberships.get(group) ?? []) isMember[index] = 1;
    tests.push((index) => isMember[index] === 1);
  }
  if (filter.states?.length) tests.push(among((await table.processes(context)).states, filter.states));
  if (labelContains) {
    const part = labelContains.toLowerCase();
    tests.push((index) => columns.labels[index]!.toLowerCase().includes(part));
  }
  return tests;
}

function among(column: CodedColumn, wanted: readonly string[]): Test {
  const values = new Set(wanted);
  return coded(column, (value) => values.has(value));
}

/** Test the few distinct values once, then look the node's code up. */
function coded({ codes, values }: CodedColumn, test: (value: string) => boolean): Test {
  const passes = Uint8Array.from(values, (value) => (test(value) ? 1 : 0));
  return (index) => passes[codes[index]!] === 1;
}
