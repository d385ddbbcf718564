import { nodeIndexOf } from "../../../shared/graph/adjacency.ts";
import { ruleFor, type TraversalRules } from "../../../shared/graph/traversal-rules.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { LINK_TYPES } from "../../../shared/model/link.ts";
import type { JobProgress } from "../../archive/source.ts";
import { type DeletedRows, type Deletions, prepareDeletions } from "../../db/queries/delete-rows.ts";
import type { OpenLibrary } from "../open-library.ts";

/** What is to be deleted, as it was seen when it was decided. */
export interface SeenNodes {
  /** Ascending. */
  nodeIds: Int32Array;
  /** Their UUIDs then, of a part of them: a PK may mean another node by now. */
  uuidsOf(nodeIds: readonly number[]): readonly string[];
  /** The rules that they were collected by. */
  rules: TraversalRules;
}

const SLICE_NODES = 500; // some 20 ms in a store of a million nodes

/**
 * Delete nodes from a store with their links, memberships, comments and logs, as AiiDA does; files stay until the store is
 * maintained. Everything is checked first against the store as it is now. Nothing is kept unless the caller commits.
 * @yields Nodes done.
 * @throws AppError `store/locked` when the store is no longer as it was when this was decided: a node is gone or another
 *   one, or the rules lead to further nodes by now.
 */
export function* deleteNodes(
  { db, folder }: Pick<OpenLibrary, "db" | "folder">,
  seen: SeenNodes,
): Generator<JobProgress, DeletedRows> {
  const deletions = prepareDeletions(db);
  const total = seen.nodeIds.length;
  for (const [ids, done] of slices(seen.nodeIds)) {
    if (!isAsSeen(deletions, seen, ids)) throw changedMeanwhile(folder);
    yield { phase: "checking nodes", done, total, unit: "nodes" };
  }
  const gone: DeletedRows = { nodes: 0, links: 0, comments: 0, logs: 0, memberships: 0 };
  for (const [ids, done] of slices(seen.nodeIds)) {
    const rows = deletions.deleteNodes(ids);
    for (const kind of Object.keys(rows) as (keyof DeletedRows)[]) gone[kind] += rows[kind];
    yield { phase: "deleting nodes", done, total, unit: "nodes" };
  }
  return gone;
}

function* slices(nodeIds: Int32Array): Generator<[ids: number[], done: number]> {
  for (let at = 0; at < nodeIds.length; at += SLICE_NODES) {
    const ids = Array.from(nodeIds.subarray(at, at + SLICE_NODES));
    yield [ids, at + ids.length];
  }
}

function isAsSeen(deletions: Deletions, { nodeIds, uuidsOf, rules }: SeenNodes, ids: number[]): boolean {
  const now = new Map(deletions.uuids(ids));
  const before = uuidsOf(ids);
  if (ids.some((id, i) => now.get(id) !== before[i])) return false;
  return [true, false].every((forward) => {
    const types = LINK_TYPES.filter((type) => rules[ruleFor(type, forward)]);
    return deletions.neighbours(ids, types, forward).every((id) => nodeIndexOf(nodeIds, id) >= 0);
  });
}

/** The store changed between looking and deciding: nothing is deleted that nobody was shown. */
export function changedMeanwhile(folder: string): AppError {
  return new AppError(
    "store/locked",
    `The store ${folder} was changed meanwhile by another program, so nothing was deleted. Look again at what would go.`,
    { path: folder },
  );
}
