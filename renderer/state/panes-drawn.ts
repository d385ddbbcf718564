import { useDeferredValue } from "react";
import type { SourceTab } from "./sources.ts";

/**
 * Whether the panes of the source in front are to be drawn. Drawn all at once when a source has been opened they would keep the
 * window from answering for a tenth of a second: React draws them in slices, and all who ask here change with the same frame, so that
 * nothing says that a source is open before it is to be seen. The panes of one that is open already are there at once.
 * @param tab The source in front; null on the start page.
 */
export function usePanesDrawn(tab: SourceTab | null): boolean {
  const isThere = tab !== null && tab.summary !== null && tab.status !== "failed"; // also while an engine restarts
  const sourceId = tab?.info.sourceId ?? null;
  const lastOpening = useDeferredValue(isThere ? null : sourceId);
  return isThere && lastOpening !== sourceId;
}
