import { indexerOf, MAX_ID } from "../../shared/graph/adjacency.ts";
import { LINK_TYPE_CODE } from "../../shared/graph/traversal-rules.ts";
import { LINK_TYPES, type LinkType } from "../../shared/model/link.ts";
import { LINK_RULES, type LinkClass } from "../../shared/model/link-rules.ts";
import { limit, limitError } from "../archive/limits.ts";
import { printableName } from "../archive/member-names.ts";
import type { Source } from "../archive/source.ts";
import { type CheckedLink, verifyQueries } from "../db/queries/verify.ts";
import { cyclesOf } from "./cycles.ts";
import { NODE_KIND, type RowsRead } from "./check-rows.ts";
import type { Findings } from "./findings.ts";

type Database = Source["db"];

const KIND_OF_CLASS: Readonly<Record<LinkClass, number>> = {
  "data.": NODE_KIND.data,
  "process.calculation.": NODE_KIND.calculation,
  "process.workflow.": NODE_KIND.workflow,
};

const KIND_NAMES = ["a process of unknown type", "data", "a calculation", "a workflow"];
/** Of a circle so many nodes are named. */
const NAMED_IN_CIRCLE = 12;

/**
 * Look at every link: that both ends are there and of the right kinds, that the type is known, that no node has more of
 * a type than it may, that none leads to itself, and that neither data provenance nor calls run in a circle.
 * Memory: 25 bytes a link.
 * @yields Links done so far.
 */
export function* checkLinks(db: Database, nodes: RowsRead, findings: Findings): Generator<number, number> {
  const queries = verifyQueries(db);
  const total = queries.count("db_dblink NOT INDEXED"); // what an index has might be fewer
  if (total > limit("STEMMA_MAX_ROWS"))
    throw limitError("STEMMA_MAX_ROWS", (n) => `The archive has ${n} links`, total);
  const indexOf = indexer(nodes.nodeIds);
  const count = nodes.nodeIds.length;
  const kinds = Uint8Array.from(nodes.nodeKinds);
  const makers = { create: new Uint8Array(count), call: new Uint8Array(count) };
  const hashes = new Float64Array(total);
  const ids = new Float64Array(total);
  const edges = { data: edgeList(total), call: edgeList(total) };
  let kept = 0;
  let done = 0;
  for (const link of queries.links()) {
    const [id, source, target, type, label] = link;
    yield ++done;
    const from = typeof source === "number" ? indexOf(source) : -1;
    const to = typeof target === "number" ? indexOf(target) : -1;
    const where = `db_dblink, PK ${String(id)}`;
    if (from < 0 || to < 0) {
      const missing = from < 0 && to < 0 ? "both ends are" : from < 0 ? "its source is" : "its target is";
      findings.problem(
        "link-dangling",
        `${named(link)}: ${missing} not in the archive.`,
        where,
        nodeOf(to < 0 ? from : to),
      );
      continue;
    }
    if (!isLinkType(type)) {
      findings.problem("link-type", `${named(link)} has a type that AiiDA does not know.`, where, nodeOf(to));
      continue;
    }
    if (from === to)
      findings.problem(
        "link-to-itself",
        `${named(link)} leads to the node it comes from.`,
        where,
        nodeOf(to),
      );
    const rule = LINK_RULES[type];
    const wantedFrom = KIND_OF_CLASS[rule.source];
    const wantedTo = KIND_OF_CLASS[rule.target];
    if (!fits(kinds[from]!, wantedFrom) || !fits(kinds[to]!, wantedTo)) {
      findings.problem(
        "link-ends",
        `${named(link)} runs from ${KIND_NAMES[kinds[from]!]} to ${KIND_NAMES[kinds[to]!]}; it should run from ${KIND_NAMES[wantedFrom]} to ${KIND_NAMES[wantedTo]}.`,
        where,
        nodeOf(to),
      );
    }
    const maker = !rule.once.includes("target") ? null : type === "create" ? makers.create : makers.call;
    if (maker !== null && maker[to]! > 0) {
      const what =
        type === "create"
          ? "was created by another process already"
          : "was called by another process already";
      findings.problem("link-repeated", `${named(link)}: its target ${what}.`, where, nodeOf(to));
    } else if (maker !== null) maker[to] = 1;
    const isBySource = isKeyedBySource(type);
    if (isBySource || rule.once.includes("target and label")) {
      ids[kept] = typeof id === "number" ? id : -1;
      hashes[kept++] = hashOf(
        LINK_TYPE_CODE[type],
        isBySource ? from : to,
        typeof label === "string" ? label : String(label),
      );
    }
    const edge = type === "create" || type === "input_calc" ? edges.data : maker === null ? null : edges.call;
    if (edge !== null && from !== to) {
      edge.sources[edge.count] = from;
      edge.targets[edge.count++] = to;
    }
  }
  for (const { link, first } of repeatsOf(queries, hashes.subarray(0, kept), ids.subarray(0, kept))) {
    const [id, source, target, type, label] = link;
    const isBySource = isKeyedBySource(type);
    const pk = Number(isBySource ? source : target);
    findings.problem(
      "link-repeated",
      `Node ${pk} has more than one ${isBySource ? "outgoing" : "incoming"} link of type ${String(type)} labelled ${printableName(String(label))} (PK ${first} and ${String(id)}).`,
      `db_dblink, PK ${String(id)}`,
      { pk, uuid: "" },
    );
  }
  for (const [what, { sources, targets, count: edgeCount }] of Object.entries(edges)) {
    for (const circle of cyclesOf(count, sources.subarray(0, edgeCount), targets.subarray(0, edgeCount))) {
      sayCircle(what === "data", circle);
    }
  }
  return done;

  function nodeOf(index: number): { pk: number; uuid: string } | null {
    const pk = nodes.nodeIds[index];
    return pk === undefined ? null : { pk, uuid: "" }; // looked up for those that are listed
  }

  function sayCircle(isData: boolean, circle: readonly number[]): void {
    const named = circle.slice(0, NAMED_IN_CIRCLE).map((index) => nodes.nodeIds[index]!);
    const rest =
      circle.length > named.length ? ` and ${(circle.length - named.length).toLocaleString("en")} more` : "";
    findings.problem(
      "link-cycle",
      `${isData ? "Inputs and outputs" : "Calls"} run in a circle through nodes ${named.join(", ")}${rest}.`,
      `db_dbnode, PK ${named[0]}`,
      nodeOf(circle[0]!),
    );
  }
}

/** Positions of PKs, which come in ascending order. */
function indexer(pks: readonly number[]): (pk: number) => number {
  const isNarrow = (pks[0] ?? 0) >= 0 && (pks.at(-1) ?? 0) <= MAX_ID;
  if (isNarrow) return indexerOf(Int32Array.from(pks));
  const positions = new Map(pks.map((pk, position) => [pk, position]));
  return (pk) => positions.get(pk) ?? -1;
}

function fits(kind: number, wanted: number): boolean {
  return kind === wanted || (kind === NODE_KIND.other && wanted !== NODE_KIND.data);
}

function edgeList(most: number) {
  return { sources: new Int32Array(most), targets: new Int32Array(most), count: 0 };
}

function isLinkType(type: unknown): type is LinkType {
  return (LINK_TYPES as readonly unknown[]).includes(type);
}

/** Whether a label may be there once for each source; else it may for each target. */
function isKeyedBySource(type: unknown): boolean {
  return isLinkType(type) && LINK_RULES[type].once.includes("source and label");
}

function named([id, source, target, type, label]: CheckedLink): string {
  const what = [type, label].map((text) => printableName(String(text))).join(" ");
  return `Link ${String(id)} (${what}) from node ${String(source)} to node ${String(target)}`;
}

/** Links that are compared text by text; of more than these, equal hashes are taken for equal links. */
const COMPARED = 10_000;

/** Links that repeat the type, label and node of an earlier one, each with the PK of the first. */
function* repeatsOf(
  queries: ReturnType<typeof verifyQueries>,
  hashes: Float64Array,
  ids: Float64Array,
): Generator<{ link: CheckedLink; first: number }> {
  const sorted = hashes.slice().sort();
  const firsts = new Map<number, number>(); // hash that occurs again → position of its first link, −1 until met
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) firsts.set(sorted[i]!, -1);
  if (firsts.size === 0) return;
  let compared = 0;
  for (let i = 0; i < hashes.length; i++) {
    const first = firsts.get(hashes[i]!);
    if (first === undefined) continue;
    if (first < 0) {
      firsts.set(hashes[i]!, i);
      continue;
    }
    const link = queries.link(ids[i]!);
    const other = compared++ < COMPARED ? queries.link(ids[first]!) : link;
    if (link !== undefined && other !== undefined && isSameKey(link, other))
      yield { link, first: ids[first]! };
  }
}

function isSameKey(a: CheckedLink, b: CheckedLink): boolean {
  const side = isKeyedBySource(a[3]) ? 1 : 2;
  return a[3] === b[3] && a[4] === b[4] && a[side] === b[side];
}

/** 53 bits that stand for a type, a node and a label. */
function hashOf(type: number, node: number, label: string): number {
  let low = Math.imul(node ^ 0x5bd1e995, 0x9e3779b1) ^ type;
  let high = Math.imul(node ^ 0x41c6ce57, 0x85ebca6b) ^ type;
  for (let i = 0; i < label.length; i++) {
    const code = label.charCodeAt(i);
    low = Math.imul(low ^ code, 0x9e3779b1);
    high = Math.imul(high ^ code, 0x5f356495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ (high >>> 13);
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35) ^ (low >>> 13);
  return (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
}
