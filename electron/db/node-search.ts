import type { Database } from "better-sqlite3";
import type { NodeRow } from "../../shared/model/node.ts";
import { className } from "../../shared/model/node.ts";
import type { JobContext } from "../archive/source.ts";
import type { CodedColumn } from "./node-columns.ts";
import { indexOfId, nodeTable } from "./node-table.ts";
import { prepareNodeQueries } from "./queries/nodes.ts";
import { uuidPrefix } from "./queries/resolve.ts";

/** Nodes that one kind of search found; `total` says how many there are, `rows` are the first of them. */
export interface SearchGroup {
  kind: "pk" | "uuid" | "label" | "process label" | "type";
  total: number;
  rows: NodeRow[];
}

/** A shorter UUID prefix would match everything. */
const MIN_UUID_DIGITS = 2;

/**
 * Find nodes by PK, UUID prefix, label, process label and class name. Kinds without a match are left out. Inside a kind
 * exact matches come first, then beginnings, then the rest; equals by creation, newest first.
 */
export async function searchNodes(
  db: Database,
  searched: string,
  limitPerKind: number,
  context: JobContext,
): Promise<SearchGroup[]> {
  const wanted = searched.trim().toLowerCase();
  if (wanted === "") return [];
  const queries = prepareNodeQueries(db);
  const table = nodeTable(db);
  const nodeIds = await table.nodeIds(context);
  const nodeTypes = await table.column("nodeTypes", context);
  const labels = await table.column("labels", context);
  const newestFirst = (await table.order("ctime", context)).toReversed();
  const groups: SearchGroup[] = [];
  const add = (kind: SearchGroup["kind"], total: number, ids: readonly number[]) => {
    if (total > 0) groups.push({ kind, total, rows: queries.rows(ids) });
  };

  const pk = /^\d{1,10}$/.test(wanted) ? Number(wanted) : -1;
  if (indexOfId(nodeIds, pk) >= 0) add("pk", 1, [pk]);
  const prefix = uuidPrefix(wanted, MIN_UUID_DIGITS);
  if (prefix !== null) {
    add("uuid", queries.countByUuidPrefix(prefix), queries.idsByUuidPrefix(prefix, limitPerKind));
  }
  const search = (kind: SearchGroup["kind"], rank: (index: number) => number) => {
    const found = best(newestFirst, rank, limitPerKind);
    add(
      kind,
      found.total,
      found.indices.map((index) => nodeIds[index]!),
    );
  };
  search(
    "label",
    codedRank(labels, (label) => matchRank(label.toLowerCase(), wanted)),
  );
  const { processLabels } = await table.processes(context);
  search(
    "process label",
    codedRank(processLabels, (label) => matchRank(label.toLowerCase(), wanted)),
  );
  search(
    "type",
    codedRank(nodeTypes, (type) => {
      const byClass = matchRank(className(type).toLowerCase(), wanted);
      return byClass < NO_MATCH ? byClass : type.toLowerCase().startsWith(wanted) ? 2 : NO_MATCH;
    }),
  );
  return groups;
}

const NO_MATCH = 3;

/** 0 equal, 1 begins so, 2 contains it, 3 no match. */
function matchRank(value: string, wanted: string): number {
  if (!value.includes(wanted)) return NO_MATCH;
  if (value === wanted) return 0;
  return value.startsWith(wanted) ? 1 : 2;
}

function codedRank(
  { codes, values }: CodedColumn,
  rank: (value: string) => number,
): (index: number) => number {
  const ranks = Uint8Array.from(values, rank);
  return (index) => (codes[index]! < 0 ? NO_MATCH : ranks[codes[index]!]!);
}

/** The first `limit` indices by rank, in the given order inside a rank; one pass, no sorting. */
function best(order: Int32Array, rank: (index: number) => number, limit: number) {
  const byRank: number[][] = [[], [], []];
  let total = 0;
  for (const index of order) {
    const found = rank(index);
    if (found >= NO_MATCH) continue;
    total++;
    const list = byRank[found]!;
    if (list.length < limit) list.push(index);
  }
  return { total, indices: byRank.flat().slice(0, limit) };
}
