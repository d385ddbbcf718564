import type { Settings } from "../../shared/model/settings.ts";

/** What a row is part of: a table, a list of controls, lines of a list, a tree of values, or plain text. */
export type RowKind = "row" | "list" | "line" | "tree" | "text";

/** Heights in rem. Lists that draw only what is in sight have to know them; `theme.css` has the same in its variables. */
const HEIGHTS: Record<RowKind, Record<Settings["density"], number>> = {
  row: { compact: 1.75, comfortable: 2.25 }, // --row
  list: { compact: 1.625, comfortable: 2.125 }, // --row-list
  line: { compact: 1.5, comfortable: 2 }, // --row-line
  tree: { compact: 1.375, comfortable: 1.75 }, // --row-tree
  text: { compact: 1.125, comfortable: 1.125 }, // text to read has one line height
};

/** Height of a row of this kind in rem. */
export function rowRem(kind: RowKind, density: Settings["density"]): number {
  return HEIGHTS[kind][density];
}
