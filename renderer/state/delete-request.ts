import { create } from "zustand";

/** Nodes that somebody wants to delete from the library, until the dialog is answered. */
export interface DeleteRequest {
  sourceId: string;
  nodeIds: Int32Array<ArrayBuffer>;
  groupIds: readonly number[];
}

/** What would go, as the dialog shows it now; the picture behind it marks the same. */
export interface NodesToDelete {
  sourceId: string;
  selectedIds: Int32Array;
  addedIds: Int32Array;
}

interface DeleteState {
  request: DeleteRequest | null;
  shown: NodesToDelete | null;
}

export const useDeleteRequest = create<DeleteState>(() => ({ request: null, shown: null }));

/** Ask whether nodes are to be deleted, those of groups included; null closes the dialog. */
export function askDelete(request: DeleteRequest | null): void {
  useDeleteRequest.setState({ request, ...(request === null && { shown: null }) });
}

/** Have the picture mark what would go. */
export function showToDelete(shown: NodesToDelete): void {
  useDeleteRequest.setState(({ request }) => (request === null ? {} : { shown }));
}
