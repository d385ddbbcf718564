import type { Database } from "better-sqlite3";
import { setImmediate } from "node:timers/promises";
import { timeToMicros } from "../../shared/model/stored-time.ts";
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
  /** Ids of nodes that are no longer there, or are other nodes now; ascending. */
  gone: Int32Array<ArrayBuffer>;
  /** Some ids are those of other nodes now. */
  hasReused: boolean;
}

const SLICE_ROWS = 2_000; // some milliseconds

/**
 * Compare two states of one store. A node counts as changed when its time of change is another one, which AiiDA sets with
 * every change of a row, and as another node when its time of creation is. 1,000,000 nodes take 0.4 s.
 * @throws AppError as `readNodeIds`.
 */
export async function compareNodes(
  former: Database,
  next: Database,
  context: JobContext,
): Promise<NodeChange> {
  const formerTable = nodeTable(former);
  const formerIds = await formerTable.nodeIds(context);
  const ctimes = (await formerTable.column("ctimes", context)).times;
  const mtimes = (await formerTable.column("mtimes", context)).times;
  const table = nodeTable(next);
  const appended = appendedIds(former, next, formerIds);
  if (appended) table.adopt({ nodeIds: appended });
  const nodeIds = await table.nodeIds(context);
  const { before, gone } = appended ? { before: null, gone: [] } : placesOf(formerIds, nodeIds);
  const now = (await table.column("mtimes", context)).times;
  const wasAt = (index: number) => (before ? before[index]! : index < formerIds.length ? index : -1);
  const fresh: number[] = [];
  for (let index = 0; index < nodeIds.length; index++) {
    const was = wasAt(index);
    if (was < 0 || !Object.is(now[index]!, mtimes[was]!)) fresh.push(index);
  }
  const rows: ChangedNode[] = [];
  for (let done = 0; done < fresh.length; done += SLICE_ROWS) {
    const ids = fresh.slice(done, done + SLICE_ROWS).map((index) => nodeIds[index]!);
    rows.push(...prepareChangedRows(next).nodes(ids));
    await setImmediate();
  }
  const reused = rows.filter(({ ctime }, position) => {
    const was = wasAt(fresh[position]!);
    return was >= 0 && !Object.is(timeToMicros(ctime), ctimes[was]!);
  });
  return {
    nodeIds,
    before,
    fresh: Int32Array.from(fresh),
    rows,
    gone: Int32Array.from([...gone, ...reused.map(({ nodeId }) => nodeId)]).sort(),
    hasReused: reused.length > 0,
  };
}

/** All ids, where those of before are all there and others only came behind them; else null. */
function appendedIds(former: Database, next: Database, formerIds: Int32Array): Int32Array | null {
  const queries = prepareChangedRows(next);
  const last = formerIds.at(-1) ?? -1;
  const [upTo, all] = queries.counts("db_dbnode", last);
  if (upTo !== formerIds.length || queries.uuid(last) !== prepareChangedRows(former).uuid(last)) return null;
  checkIds(next, "db_dbnode");
  const ids = new Int32Array(all);
  ids.set(formerIds);
  parseIds(queries.idsAfter(last), ids, upTo);
  ids.subarray(upTo).sort();
  return ids;
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
