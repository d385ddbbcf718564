import type { JsonIndex } from "../../../shared/json/json-index.ts";
import { isContainer, type JsonRows, rowOf } from "./json-rows.ts";

/** What a key does in a tree: go to a value, open or close one. */
export interface TreeStep {
  goTo?: number;
  toggle?: number;
}

const PAGE = 12; // rows of Page Up and Page Down

/** The step that a key takes from the active value, as trees have it everywhere; null for any other key. */
export function treeStep(
  key: string,
  index: JsonIndex,
  rows: JsonRows,
  open: Uint8Array,
  active: number | null,
): TreeStep | null {
  if (rows.count === 0) return null;
  const row = active === null ? -1 : rowOf(rows, active);
  const at = (wanted: number): TreeStep => ({
    goTo: rows.value[Math.max(0, Math.min(rows.count - 1, wanted))]!,
  });
  if (key === "ArrowDown") return at(row + 1);
  if (key === "ArrowUp") return at(row - 1);
  if (key === "Home") return at(0);
  if (key === "End") return at(rows.count - 1);
  if (key === "PageDown") return at(row + PAGE);
  if (key === "PageUp") return at(row - PAGE);
  if (active === null || row < 0) return null;
  const isOpen = isContainer(index, active) && open[active] === 1;
  if (key === "ArrowRight") {
    if (!isContainer(index, active) || index.members[active] === 0) return {};
    return isOpen ? at(row + 1) : { toggle: active };
  }
  if (key === "ArrowLeft") {
    if (isOpen) return { toggle: active };
    const holder = rows.holder[row]!;
    return holder > 0 ? { goTo: holder } : {};
  }
  if ((key === "Enter" || key === " ") && isContainer(index, active)) return { toggle: active };
  return null;
}
