import type { Database } from "better-sqlite3";
import { indexerOf } from "../../shared/graph/adjacency.ts";
import type { JobProgress } from "../archive/source.ts";
import { parseIds } from "./column-reading.ts";
import { prepareMembershipScans } from "./queries/membership-scan.ts";

/** The groups that have members, and the indices of these, ascending, in the same order. */
export interface GroupMembers {
  uuids: string[];
  members: Int32Array[];
}

const SLICE_ROWS = 10_000; // a few milliseconds

/**
 * Read which nodes each group has. Members that are no node of the source are left out, and one that is named twice
 * counts once. 100,000 memberships take about 20 ms.
 * @yields Every few groups.
 */
export function* readMemberships(db: Database, nodeIds: Int32Array): Generator<JobProgress, GroupMembers> {
  const scans = prepareMembershipScans(db);
  const indexOf = indexerOf(nodeIds);
  const found = new Map<string, Int32Array>();
  const groups = scans.groups();
  let unsaid = 0; // rows read since the last turn of others
  for (const [done, { groupId, uuid, count }] of groups.entries()) {
    const ids = new Int32Array(count);
    parseIds(scans.memberIds(groupId), ids, 0);
    const indices = ids.map(indexOf).filter((index) => index >= 0);
    const before = found.get(uuid) ?? []; // two groups of one UUID: the file is damaged, and they count as one
    const all = distinct(Int32Array.from([...before, ...indices]));
    if (all.length > 0) found.set(uuid, all);
    unsaid += 1 + count;
    if (unsaid < SLICE_ROWS) continue;
    unsaid = 0;
    yield { phase: "reading groups", done: done + 1, total: groups.length, unit: "steps" };
  }
  return { uuids: [...found.keys()], members: [...found.values()] };
}

function distinct(indices: Int32Array): Int32Array {
  indices.sort();
  return indices.filter((index, position) => position === 0 || index !== indices[position - 1]);
}
