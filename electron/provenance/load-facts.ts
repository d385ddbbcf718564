import { nodeIndexOf } from "../../shared/graph/adjacency.ts";
import type { JobProgress } from "../archive/source.ts";
import type { SelectionQueries } from "../db/queries/selection.ts";
import type { SourceGraph } from "./load-graph.ts";
import { repositoryKeys } from "../archive/repository-keys.ts";

const REPOSITORY_ROWS = 500; // texts that come to us whole; one may be a megabyte

/** What comes along with each node besides files. Arrays are by node index. */
export interface NodeFacts {
  comments: Int32Array;
  logs: Int32Array;
  /** Who wrote the comments: pairs of node index and user key, in no order. */
  commentNodes: Int32Array;
  commentUsers: Int32Array;
  /** Keys of users and computers that exist. */
  userIds: ReadonlySet<number>;
  computerIds: ReadonlySet<number>;
}

/** Which repository objects each node has, in compressed rows: node i owns `objects[offsets[i] … offsets[i + 1] − 1]`. */
export interface FileIndex {
  offsets: Uint32Array;
  /** Positions in `keys`; an object may come more than once at one node. */
  objects: Int32Array;
  keys: readonly string[];
  /** Uncompressed bytes by object; −1 where the source does not hold it. */
  sizes: Float64Array;
}

/**
 * Read comments and logs of all nodes. 100,000 nodes take some milliseconds.
 * @param isPart The graph is only a small part of the source's: what is on other nodes is not read.
 * @yields Once.
 */
export function* loadFacts(
  queries: SelectionQueries,
  { graph }: SourceGraph,
  isPart = false,
): Generator<JobProgress, NodeFacts> {
  const asked = isPart ? graph.nodeIds : null;
  const comments = new Int32Array(graph.nodeCount);
  const commentNodes: number[] = [];
  const commentUsers: number[] = [];
  for (const [nodeId, userId] of queries.commentPairs(asked)) {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index < 0) continue; // a comment on a node that is not here cannot be exported
    comments[index]!++;
    commentNodes.push(index);
    commentUsers.push(userId);
  }
  const logs = new Int32Array(graph.nodeCount);
  for (const [nodeId, count] of queries.logCounts(asked)) {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index >= 0) logs[index] = count;
  }
  yield { phase: "reading comments", done: graph.nodeCount, total: graph.nodeCount, unit: "nodes" };
  return {
    comments,
    logs,
    commentNodes: Int32Array.from(commentNodes),
    commentUsers: Int32Array.from(commentUsers),
    userIds: new Set(queries.allUserIds()),
    computerIds: new Set(queries.allComputerIds()),
  };
}

/**
 * Read which files each node has; with `nodes` (indices) only theirs, and none of the others. 100,000 nodes, of which 40,000 have files, take 0.2 s.
 * @yields Nodes done, after every slice.
 */
export function* loadFileKeys(
  queries: SelectionQueries,
  { graph }: SourceGraph,
  nodes?: Int32Array,
): Generator<JobProgress, Omit<FileIndex, "sizes">> {
  const offsets = new Uint32Array(graph.nodeCount + 1);
  const objects: number[] = [];
  const positions = new Map<string, number>();
  let next = 0; // the first node whose offset is not yet set
  for (const rows of repositories(queries, graph.nodeIds, nodes)) {
    for (const [nodeId, metadata] of rows) {
      const index = nodeIndexOf(graph.nodeIds, nodeId);
      offsets.fill(objects.length, next, index + 1);
      next = index + 1;
      for (const key of repositoryKeys(metadata)) {
        let position = positions.get(key);
        if (position === undefined) positions.set(key, (position = positions.size));
        objects.push(position);
      }
    }
    yield { phase: "reading file lists", done: next, total: graph.nodeCount, unit: "nodes" };
  }
  offsets.fill(objects.length, next);
  yield { phase: "reading file lists", done: graph.nodeCount, total: graph.nodeCount, unit: "nodes" };
  return { offsets, objects: Int32Array.from(objects), keys: [...positions.keys()] };
}

/** Nodes with files and their lists, ascending by id, in slices; of all nodes, or of those with these indices. */
function* repositories(queries: SelectionQueries, nodeIds: Int32Array, nodes: Int32Array | undefined) {
  if (nodes) {
    const wanted = nodes.map((node) => nodeIds[node]!).sort();
    for (let done = 0; done < wanted.length; done += REPOSITORY_ROWS) {
      yield queries.repositoriesOf(wanted.subarray(done, done + REPOSITORY_ROWS));
    }
    return;
  }
  yield* repositorySlices(queries);
}

/** All nodes that name files, with their `repository_metadata` as stored; ascending by id, in slices. */
function* repositorySlices(
  queries: SelectionQueries,
): Generator<ReturnType<SelectionQueries["repositorySlice"]>> {
  for (let after = -1; ; ) {
    const rows = queries.repositorySlice(after, REPOSITORY_ROWS);
    yield rows;
    if (rows.length < REPOSITORY_ROWS) return;
    after = rows.at(-1)![0]; // not empty: it is a full slice
  }
}
