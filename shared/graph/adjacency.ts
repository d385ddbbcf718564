import { AppError } from "../ipc/errors.ts";
import type { NodeIndex } from "../model/ids.ts";
import { LINK_TYPES } from "../model/link.ts";

/** The code of a link type that is not one of `LINK_TYPES`: never traversed, only counted. */
export const UNKNOWN_LINK_TYPE = 255;

/** Ids up to here fit the typed arrays that hold them and cross process borders; AiiDA's own are 32-bit in PostgreSQL. */
export const MAX_ID = 2 ** 31 - 1;

/** Rows of the link table, one entry a link, in ascending order of `ids`. Ends are node ids, not indices. */
export interface LinkColumns {
  ids: Int32Array;
  sources: Int32Array;
  targets: Int32Array;
  /** Position in `LINK_TYPES`, or `UNKNOWN_LINK_TYPE`. */
  types: Uint8Array;
  /** Position in `labelList`. */
  labels: Int32Array;
  /** Distinct labels in code unit order, so that comparing positions compares labels. */
  labelList: readonly string[];
}

/** One direction of the graph in compressed rows: node i owns the entries `offsets[i] … offsets[i + 1] − 1`. */
export interface Adjacency {
  /** nodeCount + 1 entries. */
  offsets: Uint32Array;
  /** The node at the far end. */
  neighbours: Int32Array;
  /** Position of the link in the graph's link columns. */
  links: Int32Array;
}

/**
 * The provenance of one source as typed arrays. Nodes and links go by dense positions; links are in the order of their
 * ids. A link is here once per (source, target, type, label), both its ends exist and its type is one of the six.
 */
export interface ProvenanceGraph {
  readonly nodeCount: number;
  readonly linkCount: number;
  /** Ascending; position = `NodeIndex`. */
  readonly nodeIds: Int32Array;
  readonly linkIds: Int32Array;
  /** Node indices. */
  readonly linkSources: Int32Array;
  readonly linkTargets: Int32Array;
  readonly linkTypes: Uint8Array;
  readonly linkLabels: Int32Array;
  readonly labelList: readonly string[];
  readonly outgoing: Adjacency;
  readonly incoming: Adjacency;
  /** Rows left out because an end is not among the nodes. */
  readonly danglingLinks: number;
  /** Rows left out because the same quadruple came before. */
  readonly repeatedLinks: number;
  /** Rows left out because of their type (both ends exist). */
  readonly unknownTypeLinks: number;
}

/**
 * Build the graph from columns. O(nodes + links).
 * @param nodeIds Ascending and distinct; ids as `checkedId` lets them through. Ends may be anything.
 */
export function buildGraph(nodeIds: Int32Array, columns: LinkColumns): ProvenanceGraph {
  const nodeCount = nodeIds.length;
  const rowCount = columns.ids.length;
  const indexOf = indexerOf(nodeIds);
  const sources = new Int32Array(rowCount);
  const targets = new Int32Array(rowCount);
  const kept = new Int32Array(rowCount);
  let keptCount = 0;
  let danglingLinks = 0;
  let unknownTypeLinks = 0;
  for (let row = 0; row < rowCount; row++) {
    const source = indexOf(columns.sources[row]!);
    const target = indexOf(columns.targets[row]!);
    if (source < 0 || target < 0) danglingLinks++;
    else if (columns.types[row]! >= LINK_TYPES.length) unknownTypeLinks++;
    else {
      sources[row] = source;
      targets[row] = target;
      kept[keptCount++] = row;
    }
  }
  const rows = kept.subarray(0, keptCount);
  const isRepeat = repeats(rows, sources, targets, columns, nodeCount);
  const distinct = isRepeat === null ? rows : rows.filter((row) => isRepeat[row] === 0);
  const linkCount = distinct.length;
  const isWhole = linkCount === rowCount; // nothing is left out: columns serve as they are
  const pick = (values: Int32Array) => (isWhole ? values : distinct.map((row) => values[row]!));
  const linkSources = pick(sources);
  const linkTargets = pick(targets);
  return {
    nodeCount,
    linkCount,
    nodeIds,
    linkIds: pick(columns.ids),
    linkSources,
    linkTargets,
    linkTypes: isWhole ? columns.types : pickTypes(distinct, columns.types),
    linkLabels: pick(columns.labels),
    labelList: columns.labelList,
    outgoing: adjacencyOf(nodeCount, linkSources, linkTargets),
    incoming: adjacencyOf(nodeCount, linkTargets, linkSources),
    danglingLinks,
    repeatedLinks: keptCount - linkCount,
    unknownTypeLinks,
  };
}

function pickTypes(rows: Int32Array, types: Uint8Array): Uint8Array {
  const picked = new Uint8Array(rows.length); // not by `from`: that walks an iterator, ten times slower
  for (let i = 0; i < rows.length; i++) picked[i] = types[rows[i]!]!;
  return picked;
}

/** Position of a node id in the graph, or −1. O(log nodes). */
export function nodeIndexOf(nodeIds: Int32Array, nodeId: number): NodeIndex | -1 {
  let low = 0;
  let high = nodeIds.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const id = nodeIds[middle]!;
    if (id === nodeId) return middle;
    if (id < nodeId) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/**
 * The id, if it is one that typed arrays can hold.
 * @throws AppError `archive/limit` below 0 or past `MAX_ID`; `archive/corrupt` when it is no integer.
 */
export function checkedId(id: unknown, what: "node" | "link"): number {
  if (typeof id !== "number" || !Number.isInteger(id)) {
    throw new AppError(
      "archive/corrupt",
      `The archive's database holds a ${what} whose id is not an integer.`,
      {
        member: "db.sqlite3",
        check: `${what} ids`,
      },
    );
  }
  if (id >= 0 && id <= MAX_ID) return id;
  throw new AppError(
    "archive/limit",
    `The archive numbers a ${what} ${id}, and Stemma reads ids from 0 to ${MAX_ID}. Import it into an AiiDA profile and export it again: that gives new ids.`,
    { what, id, limit: MAX_ID },
  );
}

/** Position of an id among ascending ids, or −1: by a table where they are dense enough for one (4 bytes an id), else by search. */
export function indexerOf(nodeIds: Int32Array): (nodeId: number) => number {
  const last = nodeIds.at(-1) ?? -1;
  if (last > 8 * nodeIds.length + 1_000_000) return (nodeId) => nodeIndexOf(nodeIds, nodeId);
  const table = new Int32Array(last + 1).fill(-1);
  for (let index = 0; index < nodeIds.length; index++) table[nodeIds[index]!] = index;
  return (nodeId) => table[nodeId] ?? -1;
}

/** By row: 1 where the quadruple came before, in row order; null when there is none. Few links are compared pairwise. */
function repeats(
  rows: Int32Array,
  sources: Int32Array,
  targets: Int32Array,
  { types, labels, labelList }: LinkColumns,
  nodeCount: number,
): Uint8Array | null {
  const bySource = groupBy(nodeCount, rows, sources);
  let found = false;
  const isRepeat = new Uint8Array(types.length);
  const seen = new Set<number | string>();
  const same = (a: number, b: number) =>
    targets[a] === targets[b] && types[a] === types[b] && labels[a] === labels[b];
  for (let node = 0; node < nodeCount; node++) {
    const start = bySource.offsets[node]!;
    const end = bySource.offsets[node + 1]!;
    if (end - start <= 32) {
      for (let i = start + 1; i < end; i++) {
        for (let j = start; j < i; j++) {
          if (!same(bySource.values[i]!, bySource.values[j]!)) continue;
          isRepeat[bySource.values[i]!] = 1;
          found = true;
        }
      }
      continue;
    }
    seen.clear();
    // One number a quadruple while it stays exact; beyond 2^53 a string, which is slower but never collides.
    const isExact = nodeCount * labelList.length * LINK_TYPES.length < Number.MAX_SAFE_INTEGER;
    for (let i = start; i < end; i++) {
      const row = bySource.values[i]!;
      const key = isExact
        ? (targets[row]! * labelList.length + labels[row]!) * LINK_TYPES.length + types[row]!
        : `${targets[row]} ${labels[row]} ${types[row]}`;
      if (seen.has(key)) {
        isRepeat[row] = 1;
        found = true;
      }
      seen.add(key);
    }
  }
  return found ? isRepeat : null;
}

/** Links by the node at their near end, in the order of their positions. O(nodes + links). */
export function adjacencyOf(nodeCount: number, near: Int32Array, far: Int32Array): Adjacency {
  const { offsets, values } = groupBy(nodeCount, null, near);
  const neighbours = new Int32Array(values.length);
  for (let entry = 0; entry < values.length; entry++) neighbours[entry] = far[values[entry]!]!;
  return { offsets, links: values, neighbours };
}

/**
 * Counting sort: the given rows (null: all of them) grouped by their key, from 0 to `keyCount`, in the given order inside
 * each group: group k is `values[offsets[k] … offsets[k + 1] − 1]`. O(rows + keys). Plain loops, as this is a fifth of reading a graph.
 */
export function groupBy(
  keyCount: number,
  rows: Int32Array | null,
  keys: Int32Array,
): { offsets: Uint32Array; values: Int32Array } {
  const count = rows === null ? keys.length : rows.length;
  const offsets = new Uint32Array(keyCount + 1);
  for (let i = 0; i < count; i++) offsets[keys[rows === null ? i : rows[i]!]! + 1]!++;
  for (let key = 0; key < keyCount; key++) offsets[key + 1]! += offsets[key]!;
  const next = offsets.slice();
  const values = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows === null ? i : rows[i]!;
    const key = keys[row]!;
    values[next[key]!] = row;
    next[key]!++;
  }
  return { offsets, values };
}
