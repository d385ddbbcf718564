import {
  buildGraph,
  checkedId,
  nodeIndexOf,
  type ProvenanceGraph,
  UNKNOWN_LINK_TYPE,
} from "../../shared/graph/adjacency.ts";
import { LINK_TYPE_CODE } from "../../shared/graph/traversal-rules.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { LinkType } from "../../shared/model/link.ts";
import type { JobProgress } from "../archive/source.ts";
import type { prepareScans } from "../db/queries/links-scan.ts";

/** The graph of a source and what each of its nodes belongs to. Arrays are by node index. */
export interface SourceGraph {
  graph: ProvenanceGraph;
  /** Place of each node when all are sorted by UUID. */
  uuidRanks: Int32Array;
  /** Node indices in the order of their UUIDs: the inverse of `uuidRanks`. */
  byUuid: Int32Array;
  /** Key of the user who owns the node; −1 for none. */
  userIds: Int32Array;
  /** Key of the node's computer; −1 for none. */
  computerIds: Int32Array;
  /** 1 for calculations and workflows. */
  isProcess: Uint8Array;
}

const SLICE_ROWS = 20_000; // 10 to 20 ms of SQLite: short enough for the engine to answer in between

/**
 * Read nodes and links of a source into typed arrays. 100,000 nodes with 160,000 links take about 0.4 s.
 * @yields Rows read so far, after every slice.
 * @throws AppError `archive/limit` for ids past 31 bits, `archive/corrupt` for ids that are no distinct integers.
 */
export function* loadGraph(scans: ReturnType<typeof prepareScans>): Generator<JobProgress, SourceGraph> {
  const counts = scans.counts();
  const nodeIds = new Int32Array(counts.nodes);
  const userIds = new Int32Array(counts.nodes).fill(-1);
  const computerIds = new Int32Array(counts.nodes).fill(-1);
  const isProcess = new Uint8Array(counts.nodes);
  let read = 0;
  for (let after = -Number.MAX_SAFE_INTEGER; read < counts.nodes; ) {
    const rows = scans.nodeSlice(after, SLICE_ROWS);
    if (rows.length === 0) throw idsNotDistinct("node");
    for (const [id, userId, computerId, process] of rows) {
      const nodeId = checkedId(id, "node");
      if (nodeId <= after) throw idsNotDistinct("node");
      nodeIds[read] = after = nodeId;
      userIds[read] = userId ?? -1;
      computerIds[read] = computerId ?? -1;
      isProcess[read++] = process;
    }
    yield { phase: "reading nodes", done: read, total: counts.nodes, unit: "nodes" };
  }
  const columns = yield* readLinks(scans, counts.links);
  const graph = buildGraph(nodeIds, columns);
  yield { phase: "reading links", done: counts.links, total: counts.links, unit: "links" };
  const byUuid = Int32Array.from(scans.nodeIdsByUuid(), (id) => nodeIndexOf(nodeIds, id));
  const uuidRanks = new Int32Array(counts.nodes);
  byUuid.forEach((index, rank) => (uuidRanks[index] = rank));
  return { graph, uuidRanks, byUuid, userIds, computerIds, isProcess };
}

function* readLinks(scans: ReturnType<typeof prepareScans>, total: number) {
  const ids = new Int32Array(total);
  const sources = new Int32Array(total);
  const targets = new Int32Array(total);
  const types = new Uint8Array(total);
  const labels = new Int32Array(total);
  const labelCodes = new Map<string, number>();
  let read = 0;
  for (let after = -Number.MAX_SAFE_INTEGER; read < total; ) {
    const rows = scans.linkSlice(after, SLICE_ROWS);
    if (rows.length === 0) throw idsNotDistinct("link");
    for (const [id, source, target, type, label] of rows) {
      const linkId = checkedId(id, "link");
      if (linkId <= after) throw idsNotDistinct("link");
      ids[read] = after = linkId;
      sources[read] = endOf(source);
      targets[read] = endOf(target);
      types[read] = LINK_TYPE_CODE[type as LinkType] ?? UNKNOWN_LINK_TYPE;
      const text = label === null ? "" : String(label);
      let code = labelCodes.get(text);
      if (code === undefined) labelCodes.set(text, (code = labelCodes.size));
      labels[read++] = code;
    }
    yield { phase: "reading links", done: read, total, unit: "links" } satisfies JobProgress;
  }
  const labelList = [...labelCodes.keys()].sort((a, b) => (a < b ? -1 : 1)); // code units; all are distinct
  const rankOf = new Map(labelList.map((label, rank) => [label, rank]));
  const ranks = Int32Array.from(labelCodes.keys(), (label) => rankOf.get(label)!); // every label is in the list
  return { ids, sources, targets, types, labels: labels.map((code) => ranks[code]!), labelList };
}

/** An end that cannot be a node's id counts as dangling. */
function endOf(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : -1;
}

function idsNotDistinct(what: string): AppError {
  return new AppError("archive/corrupt", `The ids in the archive's ${what} table are not distinct.`, {
    member: "db.sqlite3",
    check: `${what} ids`,
  });
}
