/** Where a key leads in a list: the next active row, or null for a key that leads nowhere. */
export function nextIndex(key: string, index: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const to = (wanted: number) => Math.max(0, Math.min(last, wanted));
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (index < 0) return key === "ArrowDown" || key === "PageDown" ? 0 : key === "ArrowUp" ? last : null;
  if (key === "ArrowDown") return to(index + 1);
  if (key === "ArrowUp") return to(index - 1);
  if (key === "PageDown") return to(index + page);
  if (key === "PageUp") return to(index - page);
  return null;
}

/** The ids from one place to another, both included, whichever comes first. */
export function rangeOf(nodeIds: Int32Array, from: number, to: number): Int32Array {
  return nodeIds.slice(Math.min(from, to), Math.max(from, to) + 1);
}

/** The marked ids with one taken out, or put in as the last. */
export function toggledMark(marked: ReadonlySet<number>, nodeId: number): number[] {
  return marked.has(nodeId) ? [...marked].filter((id) => id !== nodeId) : [...marked, nodeId];
}
