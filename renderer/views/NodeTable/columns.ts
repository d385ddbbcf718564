import type { NodeSort } from "../../state/source-view.ts";

export interface Column {
  sort: NodeSort["column"];
  heading: string;
}

/** The columns from left to right; the last gives way in a narrow pane. */
export const COLUMNS: readonly Column[] = [
  { sort: "pk", heading: "PK" },
  { sort: "uuid", heading: "UUID" },
  { sort: "type", heading: "Type" },
  { sort: "label", heading: "Label" },
  { sort: "state", heading: "State" },
  { sort: "ctime", heading: "Created" },
  { sort: "user", heading: "Owner" },
];

/** What a click on a heading asks for: the other direction of the same column, or the new column, newest times first. */
export function nextSort(sort: NodeSort, column: NodeSort["column"]): NodeSort {
  if (sort.column === column) return { column, descending: !sort.descending };
  return { column, descending: column === "ctime" || column === "mtime" };
}
