import { nodeIndexOf } from "../../shared/graph/adjacency.ts";
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
  /** Ids, ascending; none lets nothing through. */
  among?: Int32Array | undefined;
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
  const nodeIds = await table.nodeIds(context);
  const count = nodeIds.length;
  const tests = await testsOf(table, filter, context);
  const order = await table.order(sort.column, context);
  const passed = new Int32Array(count);
  let length = 0;
  let skipped = 0;
  for (let position = 0; position < count; position++) {
    const index = order[sort.descending ? count - 1 - position : position]!;
    if (passesAll(tests, index)) passed[length++] = nodeIds[index]!;
    if (nodeIds[index] === afterId) skipped = length;
  }
  return { nodeIds: passed.slice(0, length), total: count, skipped };
}

async function testsOf(table: NodeTable, filter: NodeFilter, context: JobContext): Promise<Test[]> {
  const tests: Test[] = [];
  const { nodeTypes, typePrefixes, processTypes, computers, users, labelContains } = filter;
  if (nodeTypes?.length) tests.push(among(await table.column("nodeTypes", context), nodeTypes));
  if (typePrefixes?.length) {
    const types = await table.column("nodeTypes", context);
    tests.push(coded(types, (type) => typePrefixes.some((prefix) => type.startsWith(prefix))));
  }
  if (processTypes?.length) tests.push(among(await table.column("processTypes", context), processTypes));
  if (computers?.length) tests.push(among(await table.column("computers", context), computers));
  if (users?.length) tests.push(among(await table.column("users", context), users));
  if (filter.createdAfter !== undefined) {
    const after = timeToMicros(filter.createdAfter);
    const { times } = await table.column("ctimes", context);
    tests.push((index) => times[index]! >= after);
  }
  if (filter.createdBefore !== undefined) {
    const before = timeToMicros(filter.createdBefore);
    const { times } = await table.column("ctimes", context);
    tests.push((index) => times[index]! < before);
  }
  if (filter.groups?.length) {
    const memberships = await table.memberships(context);
    const isMember = new Uint8Array((await table.nodeIds(context)).length);
    for (const group of filter.groups) for (const index of memberships.get(group) ?? []) isMember[index] = 1;
    tests.push((index) => isMember[index] === 1);
  }
  const { among: listed } = filter;
  if (listed) {
    const nodeIds = await table.nodeIds(context);
    tests.push((index) => nodeIndexOf(listed, nodeIds[index]!) >= 0);
  }
  if (filter.states?.length) tests.push(among((await table.processes(context)).states, filter.states));
  if (labelContains) {
    const part = labelContains.toLowerCase();
    const labels = await table.column("labels", context);
    tests.push(coded(labels, (label) => label.toLowerCase().includes(part)));
  }
  return tests;
}

/** A plain loop: it runs once for every node of the source. */
function passesAll(tests: readonly Test[], index: number): boolean {
  for (const test of tests) if (!test(index)) return false;
  return true;
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
