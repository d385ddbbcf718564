import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { timeToMicros } from "../../shared/model/stored-time.ts";
import { isProcess } from "../../shared/model/node.ts";
import type { TimeColumn } from "./column-reading.ts";
import type { CodedColumn, NodeColumns } from "./node-columns.ts";
import { nodeTable } from "./node-table.ts";
import { processFactsOf, type ProcessColumns } from "./process-facts.ts";
import type { ChangedNode } from "./queries/changed-rows.ts";
import { preparePeopleAndPlaces } from "./queries/people-and-places.ts";
import { type NodeChange, placesNow } from "./table-change.ts";

/**
 * Bring the columns that were read of one state of a store over to the next: nodes that stayed keep their values, and only the
 * others are read. What cannot be carried is read anew when it is asked for. O(nodes), some milliseconds a column for a million.
 * @param areGroupsSame It is known that nothing was done to groups.
 */
export async function carryColumns(
  former: Database,
  next: Database,
  change: NodeChange,
  areGroupsSame: boolean,
): Promise<void> {
  const known = nodeTable(former).known();
  const table = nodeTable(next);
  const coded = (name: "nodeTypes" | "processTypes" | "labels", of: (row: ChangedNode) => string | null) => {
    const column = known.columns[name];
    return column && carriedCodes(column, change, (position) => of(change.rows[position]!));
  };
  const columns: Partial<NodeColumns> = {};
  const put = async <K extends keyof NodeColumns>(name: K, value: NodeColumns[K] | null | undefined) => {
    if (value) columns[name] = value;
    await setImmediate();
  };
  await put(
    "nodeTypes",
    coded("nodeTypes", (row) => row.nodeType),
  );
  await put(
    "processTypes",
    coded("processTypes", (row) => row.processType),
  );
  await put(
    "labels",
    coded("labels", (row) => row.label),
  );
  await put("ctimes", known.columns.ctimes && carriedTimes(known.columns.ctimes, change, (row) => row.ctime));
  // Where it was not known what was changed, these were read for that.
  if (!table.known().columns.mtimes)
    await put(
      "mtimes",
      known.columns.mtimes && carriedTimes(known.columns.mtimes, change, (row) => row.mtime),
    );
  const people = preparePeopleAndPlaces(next);
  await put(
    "users",
    known.columns.users &&
      carriedKeys(
        known.columns.users,
        change,
        people.users().map(({ userId, email }) => [userId, email]),
        (row) => row.userId,
      ),
  );
  await put(
    "computers",
    known.columns.computers &&
      carriedKeys(
        known.columns.computers,
        change,
        people.computers().map(({ computerId, uuid }) => [computerId, uuid]),
        (row) => row.computerId,
      ),
  );
  const isSameNodes = change.isKnown && isAtPlaces(known.columns.nodeIds ?? [], change);
  table.adopt({
    columns,
    processes: known.processes && (await carriedProcesses(next, known.processes, change)),
    memberships: areGroupsSame && isSameNodes ? known.memberships : null,
  });
}

async function carriedProcesses(
  db: Database,
  former: ProcessColumns,
  change: NodeChange,
): Promise<ProcessColumns> {
  const processes = change.rows.filter(({ nodeType }) => isProcess(nodeType)).map(({ nodeId }) => nodeId);
  const facts = await processFactsOf(db, processes);
  const factOf = (position: number) => facts.get(change.rows[position]!.nodeId);
  const isUnsealed = moved(former.isUnsealed, change, new Uint8Array(change.nodeIds.length));
  change.fresh.forEach(
    (index, position) => (isUnsealed[index] = factOf(position)?.isSealed === false ? 1 : 0),
  );
  return {
    states: carriedCodes(former.states, change, (position) => factOf(position)?.state ?? null),
    processLabels: carriedCodes(former.processLabels, change, (position) => factOf(position)?.label ?? null),
    isUnsealed,
  };
}

/** Values by index of now; those of nodes that are to be read are whatever they were, or 0. */
export function moved<T extends Int32Array | Uint8Array | Float64Array>(
  former: T,
  { before }: Pick<NodeChange, "before">,
  into: T,
): T {
  if (before === null) into.set(former);
  else before.forEach((was, index) => (into[index] = was < 0 ? 0 : former[was]!));
  return into;
}

/** The nodes are those of before: a column in which none has another value can stay as it is. */
export function isAtPlaces(former: ArrayLike<unknown>, { before, nodeIds }: NodeChange): boolean {
  return before === null && former.length === nodeIds.length;
}

/** @param valueOf By position in `fresh`; null for none. */
function carriedCodes(
  former: CodedColumn,
  change: NodeChange,
  valueOf: (position: number) => string | null,
): CodedColumn {
  const hasSame = (index: number, position: number) =>
    (former.codes[index]! < 0 ? null : former.values[former.codes[index]!]) === valueOf(position);
  if (isAtPlaces(former.codes, change) && change.fresh.every(hasSame)) return former;
  const codes = moved(former.codes, change, new Int32Array(change.nodeIds.length));
  const values = [...former.values];
  const codeOf = new Map(values.map((value, code) => [value, code]));
  change.fresh.forEach((index, position) => {
    const value = valueOf(position);
    let code = value === null ? -1 : codeOf.get(value);
    if (code === undefined) codeOf.set(value!, (code = values.push(value!) - 1)); // −1 where it is null
    codes[index] = code;
  });
  return withoutUnused(codes, values);
}

/** A value that no node has any more would be shown with 0 nodes, which a column that is read has not. */
function withoutUnused(codes: Int32Array, values: string[]): CodedColumn {
  const isUsed = new Uint8Array(values.length);
  for (const code of codes) if (code >= 0) isUsed[code] = 1;
  if (isUsed.every((used) => used === 1)) return { codes, values };
  const place = new Int32Array(values.length);
  const used = values.filter((_, code) => isUsed[code] === 1);
  let next = 0;
  isUsed.forEach((flag, code) => (place[code] = flag === 1 ? next++ : -1));
  return { codes: codes.map((code) => (code < 0 ? -1 : place[code]!)), values: used };
}

/** A column that refers to rows; null where a row that was referred to has another name now. */
function carriedKeys(
  former: CodedColumn,
  change: NodeChange,
  rows: readonly (readonly [key: number, value: string])[],
  keyOf: (row: ChangedNode) => number | null,
): CodedColumn | null {
  const values = rows.map(([, value]) => value);
  const placeOf = new Map(values.map((value, place) => [value, place]));
  if (placeOf.size !== values.length || former.values.some((value) => !placeOf.has(value))) return null;
  const places = former.values.map((value) => placeOf.get(value)!); // all are there, as just seen
  const placeOfKey = new Map<unknown, number>(rows.map(([key], place) => [key, place]));
  const placeAt = (position: number) => placeOfKey.get(keyOf(change.rows[position]!)) ?? -1;
  const isMoved = places.some((place, code) => place !== code);
  const hasSame = (index: number, position: number) => former.codes[index] === placeAt(position);
  if (!isMoved && isAtPlaces(former.codes, change) && change.fresh.every(hasSame))
    return { codes: former.codes, values };
  const codes = moved(former.codes, change, new Int32Array(change.nodeIds.length));
  if (isMoved) {
    for (let index = 0; index < codes.length; index++) {
      if (codes[index]! >= 0) codes[index] = places[codes[index]!]!;
    }
  }
  change.fresh.forEach((index, position) => (codes[index] = placeAt(position)));
  return { codes, values };
}

function carriedTimes(
  former: TimeColumn,
  change: NodeChange,
  timeOf: (row: ChangedNode) => string,
): TimeColumn {
  const timeAt = (position: number) => timeToMicros(timeOf(change.rows[position]!));
  const hasSame = (index: number, position: number) => Object.is(former.times[index], timeAt(position));
  if (isAtPlaces(former.times, change) && change.fresh.every(hasSame)) return former;
  const times = moved(former.times, change, new Float64Array(change.nodeIds.length));
  change.fresh.forEach((index, position) => (times[index] = timeAt(position)));
  if (former.order === null) return { times, order: null };
  return { times, order: mergedOrder(former.order, times, change) };
}

/** Nodes by time, ties by index, those without one first: those that stayed are in their order, and the fresh ones go between them. */
function mergedOrder(formerOrder: Int32Array, times: Float64Array, change: NodeChange): Int32Array {
  const isFresh = new Uint8Array(times.length);
  for (const index of change.fresh) isFresh[index] = 1;
  const now = placesNow(change, formerOrder.length);
  const key = (index: number) => (Number.isNaN(times[index]!) ? Number.NEGATIVE_INFINITY : times[index]!);
  const isBefore = (a: number, b: number) => key(a) < key(b) || (key(a) === key(b) && a < b);
  const fresh = change.fresh.toSorted((a, b) => (isBefore(a, b) ? -1 : 1));
  const order = new Int32Array(times.length);
  let length = 0;
  let next = 0;
  for (const was of formerOrder) {
    const index = now === null ? was : now[was]!;
    if (index < 0 || isFresh[index] === 1) continue;
    while (next < fresh.length && isBefore(fresh[next]!, index)) order[length++] = fresh[next++]!;
    order[length++] = index;
  }
  while (next < fresh.length) order[length++] = fresh[next++]!;
  return order;
}
