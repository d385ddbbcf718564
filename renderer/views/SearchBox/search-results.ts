import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";

export type SearchGroup = EngineOutput<"nodes.search">[number];
export type SearchRow = SearchGroup["rows"][number] & { kind: SearchGroup["kind"] };

/** What stands above each kind of result. */
export const KIND_HEADINGS: Record<SearchGroup["kind"], string> = {
  pk: "PK",
  uuid: "UUID",
  label: "Label",
  "process label": "Process label",
  type: "Type",
};

/** All results in the order they are shown, for walking with the arrow keys. */
export function flatRows(groups: readonly SearchGroup[]): SearchRow[] {
  return groups.flatMap((group) => group.rows.map((row) => ({ ...row, kind: group.kind })));
}
