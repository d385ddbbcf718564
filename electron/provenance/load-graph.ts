import {
  buildGraph,
  indexerOf,
  type LinkColumns,
  type ProvenanceGraph,
  UNKNOWN_LINK_TYPE,
} from "../../shared/graph/adjacency.ts";
import { LINK_TYPE_CODE } from "../../shared/graph/traversal-rules.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { LinkType } from "../../shared/model/link.ts";
import type { JobProgress, Source } from "../archive/source.ts";
import { checkIds, parseIds, readGrouped, readNodeIds, readUuidOrder } from "../db/column-reading.ts";
import { prepareColumnScans, UNKNOWN_TYPE_DIGIT } from "../db/queries/column-scan.ts";
import { prepareScans } from "../db/queries/links-scan.ts";
import { text } from "../db/rows.ts";

type Database = Source["db"];

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

const SLICE_LINKS = 100_000; // 10 to 20 ms of SQLite: short enough for the engine to answer in between
const SLICE_ROWS = 20_000; // the same, where each row comes for itself

/**
 * Read nodes and links of a source into typed arrays. 100,000 nodes with 160,000 links take about 0.15 s.
 * @yields What is being read, after every step.
 * @throws AppError `archive/limit` for ids past 31 bits, `archive/corrupt` for ids that are no distinct integers.
 */
export function* loadGraph(db: Database): Generator<JobProgress, SourceGraph> {
  const nodeIds = readNodeIds(db);
  const total = nodeIds.length;
  const step = (done: number): JobProgress => ({ phase: "reading nodes", done, total, unit: "nodes" });
  yield step(0);
  const indexOf = indexerOf(nodeIds);
  const rows = { count: total, lastId: nodeIds.at(-1) ?? -1, indexOf };
  const key = (value: unknown) => (value ?? -1) as number; // any value: typed arrays take numbers out of it
  const userIds = readGrouped(db, "db_dbnode.user_id", rows, key);
  const computerIds = readGrouped(db, "db_dbnode.dbcomputer_id", rows, key);
  yield step(total);
  const isProcess = Uint8Array.from(
    readGrouped(db, "db_dbnode.node_type", rows, (type) =>
      typeof type === "string" && type.startsWith("process.") ? 1 : 0,
    ),
  );
  const byUuid = readUuidOrder(db, indexOf, total);
  const uuidRanks = new Int32Array(total);
  byUuid.forEach((index, rank) => (uuidRanks[index] = rank));
  yield step(total);
  const columns = yield* readLinks(db);
  const graph = buildGraph(nodeIds, columns);
  const links = columns.ids.length;
  yield { phase: "reading links", done: links, total: links, unit: "links" };
  return { graph, uuidRanks, byUuid, userIds, computerIds, isProcess };
}

function* readLinks(db: Database): Generator<JobProgress, LinkColumns> {
  const scans = prepareScans(db);
  const total = checkIds(db, "db_dblink");
  const ends = (yield* readEnds(db, total)) ?? (yield* readEndsOneByOne(scans, total));
  const rows = { count: total, lastId: ends.ids.at(-1) ?? -1, indexOf: indexerOf(ends.ids) };
  const codeOf = new Map<string, number>();
  const labels = readGrouped(db, "db_dblink.label", rows, (value) => {
    const label = text(value);
    let code = codeOf.get(label);
    if (code === undefined) codeOf.set(label, (code = codeOf.size));
    return code;
  });
  const labelList = [...codeOf.keys()].sort((a, b) => (a < b ? -1 : 1)); // code units; all are distinct
  const rankOf = new Map(labelList.map((label, rank) => [label, rank]));
  const ranks = Int32Array.from(codeOf.keys(), (label) => rankOf.get(label)!); // every label is in the list
  return { ...ends, labels: labels.map((code) => ranks[code]!), labelList };
}

/** Position of a stored type in `LINK_TYPES`, or `UNKNOWN_LINK_TYPE`. */
export function linkTypeCode(type: string): number {
  return Object.hasOwn(LINK_TYPE_CODE, type) ? LINK_TYPE_CODE[type as LinkType] : UNKNOWN_LINK_TYPE;
}

type LinkEnds = Pick<LinkColumns, "ids" | "sources" | "targets" | "types">;

function emptyEnds(total: number): LinkEnds {
  const column = () => new Int32Array(total);
  return { ids: column(), sources: column(), targets: column(), types: new Uint8Array(total) };
}

/** Null where some ends are no integers. */
function* readEnds(db: Database, total: number): Generator<JobProgress, LinkEnds | null> {
  const scans = prepareColumnScans(db);
  const ends = emptyEnds(total);
  for (let read = 0; read < total; ) {
    const [ids, sources, targets, types, isOdd] = scans.links(
      read === 0 ? -1 : ends.ids[read - 1]!,
      SLICE_LINKS,
    );
    if (ids === null) throw idsNotDistinct("link");
    if (isOdd === 1) return null;
    parseEnds(sources, ends.sources, read);
    parseEnds(targets, ends.targets, read);
    parseTypes(types, ends.types, read);
    read = parseIds(ids, ends.ids, read);
    yield { phase: "reading links", done: read, total, unit: "links" };
  }
  requireAscending(ends.ids);
  return ends;
}

/** Any integers; those that cannot be a node's id count as dangling. */
function parseEnds(texts: string, into: Int32Array, position: number): void {
  let at = position;
  let value = 0;
  let isNegative = false;
  for (let i = 0; i <= texts.length; i++) {
    const code = texts.charCodeAt(i); // NaN behind the end
    if (code >= 0x30 && code <= 0x39) value = value * 10 + code - 0x30;
    else if (code === MINUS) isNegative = true;
    else {
      into[at++] = isNegative ? -1 : endOf(value);
      value = 0;
      isNegative = false;
    }
  }
}

const MINUS = 0x2d;

function parseTypes(digits: string, into: Uint8Array, position: number): void {
  for (let i = 0; i < digits.length; i++) {
    const code = digits.charCodeAt(i) - 0x30;
    into[position + i] = code === UNKNOWN_TYPE_DIGIT ? UNKNOWN_LINK_TYPE : code;
  }
}

/** Where some ends are no integers, each row has to come for itself. */
function* readEndsOneByOne(
  scans: ReturnType<typeof prepareScans>,
  total: number,
): Generator<JobProgress, LinkEnds> {
  const ends = emptyEnds(total);
  let read = 0;
  for (let after = -1; read < total; after = ends.ids[read - 1]!) {
    const slice = scans.linkSlice(after, SLICE_ROWS);
    if (slice.length === 0) throw idsNotDistinct("link");
    for (const [id, source, target, type] of slice) {
      ends.ids[read] = id;
      ends.sources[read] = endOf(source);
      ends.types[read] = linkTypeCode(text(type));
      ends.targets[read++] = endOf(target);
    }
    yield { phase: "reading links", done: read, total, unit: "links" };
  }
  requireAscending(ends.ids);
  return ends;
}

function requireAscending(ids: Int32Array): void {
  for (let row = 1; row < ids.length; row++) {
    if (ids[row - 1]! >= ids[row]!) throw idsNotDistinct("link");
  }
}

/** An end that cannot be a node's id counts as dangling. */
export function endOf(value: unknown): number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 2 ** 31 ? value : -1;
}

function idsNotDistinct(what: string): AppError {
  return new AppError("archive/corrupt", `The ids in the archive's ${what} table are not distinct.`, {
    member: "db.sqlite3",
    check: `${what} ids`,
  });
}
