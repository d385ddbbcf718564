import { isProcess, nodeTitle } from "../../shared/model/node.ts";
import { processStateText } from "../../shared/model/process-state.ts";
import { escapeLine } from "../../shared/text/escape.ts";
import type { Drawing } from "./drawing.ts";
import type { GraphNode } from "./graph-types.ts";

/** One line of the outline, in reading order; `level` from 1. */
export interface OutlineItem {
  node: GraphNode;
  level: number;
  position: number; // among its siblings, from 1
  siblings: number;
}

const LONGEST = 300; // characters; AiiDA stores 255 at most, a hostile archive a megabyte

/** Stored text for one line of the page: cut when it is absurdly long, control characters shown. */
export function safeText(text: string): string {
  return escapeLine(text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
}

/** The name of a node in the outline and in announcements: "PwCalculation relax the cell (118)". */
export function outlineName(node: GraphNode): string {
  return [nodeTitle(node), node.label, `(${node.nodeId})`].filter(Boolean).map(safeText).join(" ");
}

/** What the arrow keys say: name, state of a process, and the links there are. */
export function spokenNode(node: GraphNode): string {
  const state = isProcess(node.nodeType) ? `, ${processStateText(node.processState, node.exitStatus)}` : "";
  return `${outlineName(node)}${state}, ${node.incoming} incoming, ${node.outgoing} outgoing`;
}

/**
 * The drawn nodes as a tree for those who read instead of look: a process holds what it called and created, data and
 * top-level processes stand at the top, in the order of their creation. Every node comes once.
 */
export function outlineOf(drawing: Drawing): OutlineItem[] {
  const holder = new Map<number, number>();
  for (const { link } of drawing.links.values()) {
    const holds =
      link.linkType === "call_calc" || link.linkType === "call_work" || link.linkType === "create";
    if (holds && !holder.has(link.target) && link.source !== link.target)
      holder.set(link.target, link.source);
  }
  const held = new Map<number | null, GraphNode[]>();
  for (const [nodeId, { node }] of drawing.nodes) {
    const at = leadsToItself(nodeId, holder) ? null : (holder.get(nodeId) ?? null);
    const list = held.get(at);
    if (list) list.push(node);
    else held.set(at, [node]);
  }
  const items: OutlineItem[] = [];
  const add = (at: number | null, level: number) => {
    const list = held.get(at) ?? [];
    list.forEach((node, index) => {
      items.push({ node, level, position: index + 1, siblings: list.length });
      add(node.nodeId, level + 1);
    });
  };
  add(null, 1);
  return items;
}

/** Of so many lines one begins a part, on average. */
const PART_LINES = 32;

/**
 * The lines in parts of some dozens, which the page lays out only where they are in sight. Where a part begins depends on the
 * line alone, so that lines which come or go leave the parts of others as they are.
 */
export function outlineParts(items: readonly OutlineItem[]): OutlineItem[][] {
  const parts: OutlineItem[][] = [];
  for (const item of items) {
    const last = parts.at(-1);
    if (last && !beginsPart(item.node.nodeId)) last.push(item);
    else parts.push([item]);
  }
  return parts;
}

/** Knuth's multiplicative hash: PKs of one source often share a divisor. */
function beginsPart(nodeId: number): boolean {
  return (Math.imul(nodeId, 0x9e3779b1) >>> 16) % PART_LINES === 0;
}

const DEEPEST = 100; // calls in calls; a chain beyond that is one of a hostile archive

/** True for a node in a circle of calls, which no real archive has, and for one too deep to draw as a tree. */
function leadsToItself(nodeId: number, holder: ReadonlyMap<number, number>): boolean {
  let at = holder.get(nodeId);
  for (let depth = 0; at !== undefined; depth++) {
    if (at === nodeId || depth > DEEPEST) return true;
    at = holder.get(at);
  }
  return false;
}
