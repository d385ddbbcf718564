import type { SourceView } from "./source-view.ts";

/** What Undo brings back: the basket, the picture, filters and order of the rows. */
export type Undoable = Pick<
  SourceView,
  "basket" | "shown" | "filter" | "sort" | "provenance" | "linkTypes" | "depth" | "arrangement"
>;

/** One change that can be taken back, or done again. */
export interface UndoStep {
  /** What was done, after "Undo": "add 3 nodes to basket". */
  label: string;
  /** How things were before it; of a step that was undone, after it. */
  state: Undoable;
  /** Of a change of the library itself: it leaves the view alone. */
  edit?: StepEdit;
}

/** A change of the library that can be taken back and done again. */
export interface StepEdit {
  /**
   * Take it back or do it again, and tell the person when that fails.
   * @returns "later" when it failed for now, "never" when somebody has changed meanwhile what it left.
   */
  swap(direction: "undo" | "redo"): Promise<"done" | "later" | "never">;
}

export function undoableOf(view: SourceView): Undoable {
  const { basket, shown, filter, sort, provenance, linkTypes, depth, arrangement } = view;
  return { basket, shown, filter, sort, provenance, linkTypes, depth, arrangement };
}

/** "1 node", "1,204 nodes". */
export function nodesText(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "node" : "nodes"}`;
}

const FACETS: Partial<Record<keyof SourceView["filter"], string>> = {
  nodeTypes: "type",
  states: "state",
  groups: "group",
  computers: "computer",
  users: "user",
  imports: "import",
  createdAfter: "time",
  createdBefore: "time",
};

/** What a change of the filters is called: "filter by type", "clear filters". */
export function filterLabel(before: SourceView["filter"], after: SourceView["filter"]): string {
  if (Object.keys(after).length === 0) return "clear filters";
  const changed = (Object.keys({ ...before, ...after }) as (keyof SourceView["filter"])[]).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  const names = new Set(changed.map((field) => FACETS[field] ?? field));
  return names.size === 1 ? `filter by ${[...names][0]}` : "change filters";
}

/** True if two filters let the same nodes pass, as far as can be told without asking. */
export function isSameFilter(one: SourceView["filter"], other: SourceView["filter"]): boolean {
  return filterText(one) === filterText(other);
}

function filterText(filter: SourceView["filter"]): string {
  return JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
