import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";

export type SearchGroup = EngineOutput<"nodes.search">[number];
export type SearchRow = SearchGroup["rows"][number];

/** One line of the list that the arrow keys stop at: a node, or the offer to list more of its kind. */
export type SearchItem =
  | { type: "node"; kind: SearchGroup["kind"]; row: SearchRow }
  | { type: "more"; kind: SearchGroup["kind"]; rest: number };

/** Results of each kind listed at first, and after asking for more (the most that the engine gives). */
export const FIRST_LIMIT = 8;
export const MORE_LIMIT = 100;

/** What stands above each kind of result. */
export const KIND_HEADINGS: Record<SearchGroup["kind"], string> = {
  pk: "PK",
  uuid: "UUID",
  label: "Label",
  "process label": "Process label",
  type: "Type",
};

/** All lines in the order they are shown, for walking with the arrow keys. */
export function searchItems(groups: readonly SearchGroup[], limit: number): SearchItem[] {
  return groups.flatMap(({ kind, rows, total }): SearchItem[] => {
    const rest = total - rows.length;
    const nodes = rows.map((row) => ({ type: "node" as const, kind, row }));
    return rest > 0 && limit < MORE_LIMIT ? [...nodes, { type: "more", kind, rest }] : nodes;
  });
}
