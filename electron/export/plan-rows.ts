import { nodeIndexOf } from "../../shared/graph/adjacency.ts";
import { UNREACHED } from "../../shared/graph/traverse.ts";
import type { Pairs, prepareExportReads } from "../db/queries/export-rows.ts";
import { type Closure, computersOf, type Inclusion, usersOf } from "../provenance/closure.ts";
import type { NodeFacts } from "../provenance/load-facts.ts";

/** Ids of the rows that go along with a closure, each list ascending. */
export interface ClosureRows {
  users: readonly number[];
  computers: readonly number[];
  authinfos: readonly number[];
  groups: readonly number[];
  nodes: Int32Array;
  comments: readonly number[];
  logs: readonly number[];
}

/** Which rows an archive of a closure holds (`docs/data-model.md`, "Export"). O(nodes, comments and logs of the source), or of the closure if it is small. */
export function rowsOfClosure(
  closure: Closure,
  facts: NodeFacts,
  reads: ReturnType<typeof prepareExportReads>,
  { includeComments, includeLogs, includeAuthinfos }: Inclusion & { includeAuthinfos: boolean },
): ClosureRows {
  const users = usersOf(closure, facts, includeComments);
  const computers = ascending(computersOf(closure, facts));
  const authinfos = includeAuthinfos ? reads.authinfosOf(computers) : [];
  for (const [, userId] of authinfos) users.add(userId);
  const nodes = Int32Array.from(closure.walk.order, (node) => closure.loaded.graph.nodeIds[node]!).sort();
  const areFew = nodes.length <= MOST_LOOKED_UP;
  return {
    users: ascending(users),
    computers,
    authinfos: authinfos.map(([id]) => id),
    groups: closure.start.groups.map(({ groupId }) => groupId),
    nodes,
    comments: !includeComments
      ? []
      : areFew
        ? reads.commentsOn(nodes)
        : notesIn(closure, () => reads.commentNodes()),
    logs: !includeLogs ? [] : areFew ? reads.logsOf(nodes) : notesIn(closure, () => reads.logNodes()),
  };
}

/** Of more nodes all comments and logs are read, which takes about as long from there on. */
const MOST_LOOKED_UP = 5_000;

/** Keys of the comments or logs on nodes of the closure, ascending. */
function notesIn({ loaded, walk }: Closure, read: () => Pairs): number[] {
  const ids: number[] = [];
  const { count, firsts, seconds } = read();
  for (let row = 0; row < count; row++) {
    const node = nodeIndexOf(loaded.graph.nodeIds, seconds[row]!);
    if (node >= 0 && walk.depths[node] !== UNREACHED) ids.push(firsts[row]!);
  }
  return ids;
}

/** Stands in for times that old archives lack: when the source was written, in the stored form. */
export function fallbackTime(metadata: Readonly<Record<string, unknown>>): string {
  const ctime = typeof metadata.ctime === "string" ? metadata.ctime : "";
  const parts = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?/.exec(ctime);
  return parts ? `${parts[1]} ${parts[2]}.${(parts[3] ?? "").padEnd(6, "0")}` : "1970-01-01 00:00:00.000000";
}

function ascending(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}
