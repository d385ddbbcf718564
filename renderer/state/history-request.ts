import { create } from "zustand";

/** Whether the history of imports is open, of which library, and with which import to be undone. */
interface HistoryState {
  sourceId: string | null;
  undoing: number | null;
}

export const useHistoryRequest = create<HistoryState>(() => ({ sourceId: null, undoing: null }));

/** Show the imports into a library; null closes the dialog. */
export function showHistory(sourceId: string | null): void {
  useHistoryRequest.setState({ sourceId, undoing: null });
}

/** Ask whether an import is to be undone; null goes back to the list. */
export function askUndo(importId: number | null): void {
  useHistoryRequest.setState({ undoing: importId });
}
