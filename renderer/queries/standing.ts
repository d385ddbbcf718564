import { TRAVERSAL_RULES, type TraversalRule } from "../../shared/graph/traversal-rules.ts";
import type { Closure } from "./basket.ts";

/** How a node stands to the export: chosen (by itself or by its group), added by a rule, or left out. */
export type Standing = { kind: "chosen" } | { kind: "added"; rule: TraversalRule } | { kind: "left-out" };

/** Ids of the nodes that a rule first brought in, ascending. */
export function addedBy(closure: Closure, rule: TraversalRule): Int32Array {
  const code = TRAVERSAL_RULES.indexOf(rule);
  return closure.addedIds.filter((_, i) => closure.addedBy[i] === code); // the two arrays are of one length
}

/** An ascending list to be asked for its ids, O(log n) each: a set of a million of them would take longest of all. */
export class SortedIds {
  readonly #ids: Int32Array;

  constructor(ascending: Int32Array) {
    this.#ids = ascending;
  }

  has(nodeId: number): boolean {
    return positionOf(this.#ids, nodeId) >= 0;
  }
}

/** How a node stands to the export. O(log n): both id lists are ascending. */
export function standingOf(closure: Closure, nodeId: number): Standing {
  if (positionOf(closure.selectedIds, nodeId) >= 0) return { kind: "chosen" };
  const position = positionOf(closure.addedIds, nodeId);
  if (position < 0) return { kind: "left-out" };
  return { kind: "added", rule: TRAVERSAL_RULES[closure.addedBy[position]!]! }; // codes are positions in that list
}

function positionOf(ascending: Int32Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle]!; // low <= middle <= high keeps it inside
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
