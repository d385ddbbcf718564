import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import type { JobContext } from "../archive/source.ts";
import { checkIds, parseIds } from "./column-reading.ts";
import { indexOfId, nodeTable } from "./node-table.ts";
import { type ChangedNode, prepareChangedRows } from "./queries/changed-rows.ts";

/** What came between two states of one store, as far as nodes go. Indices are positions in ascending ids. */
export interface NodeChange {
  /** Ids of all nodes now, ascending. */
  nodeIds: Int32Array;
  /** By index of now: the index before, −1 for a node that came. Null where all of before are at their places. */
  before: Int32Array | null;
  /** Indices of now of nodes that came or were changed, ascending; and their rows. */
  fresh: Int32Array;
  rows: readonly ChangedNode[];
  /** It is known that nothing was taken away, and which rows were changed: nodes and links only came. */
  isKnown: boolean;
  /** Ids of nodes that are no longer there, ascending; another node may have come under one of them. */
  gone: Int32Array<ArrayBuffer>;
}

const SLICE_ROWS = 2_000; // some milliseconds

/**
 * Compare two states of one store. A node counts as changed when its time of change is another one, which AiiDA sets with
 * every change of a row, and as another node when its UUID is. 1,000,000 nodes take 0.4 s, and 0.05 s where it is known what
 * was changed.
 * @returns Null where more nodes came than there were, and none was taken away: what is known of those before saves little then.
 * @param changed Ids of all nodes whose rows were changed, where none was taken away; null: not known.
 * @throws AppError as `readNodeIds`.
 */
export async function compareNodes(
  former: Database,
  next: Database,
  changed: ReadonlySet<number> | null,
  context: JobContext,
): Promise<NodeChange | null> {
  const formerTable = nodeTable(former);
  const formerIds = await formerTable.nodeIds(context);
  const table = nodeTable(next);
  const appended = appendedIds(former, next, formerIds);
  if (appended) table.adopt({ columns: { nodeIds: appended } });
  if (appended && appended.length > 2 * formerIds.length) return null;
  if (appended && changed) {
    const indices = Array.from(changed, (id) => indexOfId(appended, id)).filter((index) => index >= 0);
    for (let index = formerIds.length; index < appended.length; index++) indices.push(index);
    const fresh = Int32Array.from(new Set(indices)).sort();
    return {
      nodeIds: appended,
      before: null,
      fresh,
      rows: await readRows(next, fresh, appended),
      isKnown: true,
      gone: new Int32Array(),
    };
  }
  const mtimes = (await formerTable.column("mtimes", context)).times;
  const nodeIds = await table.nodeIds(context);
  const { before, gone } = appended ? { before: null, gone: [] } : placesOf(formerIds, nodeIds);
  const now = (await table.column("mtimes", context)).times;
  const wasAt = (index: number) => (before ? before[index]! : index < formerIds.length ? index : -1);
  const reusedIds = appended ? [] : reusedOf(former, next, formerIds, nodeIds);
  const reused = new Set(reusedIds);
  const fresh: number[] = [];
  for (let index = 0; index < nodeIds.length; index++) {
    const was = wasAt(index);
    if (was < 0 || !Object.is(now[index]!, mtimes[was]!) || reused.has(nodeIds[index]!)) fresh.push(index);
  }
  return {
    nodeIds,
    before: reusedIds.length === 0 ? before : withoutPlaces(nodeIds, wasAt, reusedIds),
    fresh: Int32Array.from(fresh),
    rows: await readRows(next, fresh, nodeIds),
    isKnown: false,
    gone: Int32Array.from([...gone, ...reusedIds]).sort(),
  };
}

async function readRows(db: Database, fresh: ArrayLike<number>, nodeIds: Int32Array): Promise<ChangedNode[]> {
  const rows: ChangedNode[] = [];
  for (let done = 0; done < fresh.length; done += SLICE_ROWS) {
    const end = Math.min(fresh.length, done + SLICE_ROWS);
    const ids = Array.from({ length: end - done }, (_, i) => nodeIds[fresh[done + i]!]!);
    rows.push(...prepareChangedRows(db).nodes(ids));
    await setImmediate();
  }
  return rows;
}

/** All ids, where those of before are all there and others only came behind them; else null. */
function appendedIds(former: Database, next: Database, formerIds: Int32Array): Int32Array | null {
  const queries = prepareChangedRows(next);
  const last = formerIds.at(-1) ?? -1;
  const [upTo, all] = queries.counts(last);
  if (upTo !== formerIds.length || queries.uuid(last) !== prepareChangedRows(former).uuid(last)) return null;
  if (all === upTo) return formerIds; // the array itself: others that go by it are shared too
  checkIds(next, "db_dbnode");
  const ids = new Int32Array(all);
  ids.set(formerIds);
  parseIds(queries.idsAfter(last), ids, upTo);
  ids.subarray(upTo).sort();
  return ids;
}

/**
 * Ids that nodes of before had and others have now, descending. A database gives an id anew only when it was the highest and its
 * row went; so the first from behind that is still the same says that those before it are.
 */
function reusedOf(former: Database, next: Database, formerIds: Int32Array, nodeIds: Int32Array): number[] {
  const reused: number[] = [];
  for (let index = formerIds.length - 1; index >= 0; index--) {
    const id = formerIds[index]!;
    if (indexOfId(nodeIds, id) < 0) continue;
    if (prepareChangedRows(former).uuid(id) === prepareChangedRows(next).uuid(id)) break;
    reused.push(id);
  }
  return reused;
}

/** The node of such an id is another one than before, so it was nowhere. */
function withoutPlaces(
  nodeIds: Int32Array,
  wasAt: (index: number) => number,
  ids: readonly number[],
): Int32Array {
  const before = Int32Array.from(nodeIds, (_, index) => wasAt(index));
  for (const id of ids) before[indexOfId(nodeIds, id)] = -1;
  return before;
}

/** By index of before: the index now, −1 for a node that is gone. Null where every node is at its place. */
export function placesNow({ before }: Pick<NodeChange, "before">, formerCount: number): Int32Array | null {
  if (before === null) return null;
  const now = new Int32Array(formerCount).fill(-1);
  before.forEach((was, index) => {
    if (was >= 0) now[was] = index;
  });
  return now;
}

/** Where the nodes of now were, and which are no longer there. Both lists ascend. */
function placesOf(formerIds: Int32Array, nodeIds: Int32Array): { before: Int32Array; gone: number[] } {
  const before = nodeIds.map((id) => indexOfId(formerIds, id));
  const gone: number[] = [];
  let index = 0;
  for (const id of formerIds) {
    while (index < nodeIds.length && nodeIds[index]! < id) index++;
    if (nodeIds[index] !== id) gone.push(id);
  }
  return { before, gone };
}
