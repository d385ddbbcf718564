import { create } from "zustand";

/** Nodes that somebody wants to delete from the library, until the dialog is answered. */
export interface DeleteRequest {
  sourceId: string;
  nodeIds: Int32Array<ArrayBuffer>;
  groupIds: readonly number[];
}

export const useDeleteRequest = create<{ request: DeleteRequest | null }>(() => ({ request: null }));

/** Ask whether nodes are to be deleted, those of groups included; null closes the dialog. */
export function askDelete(request: DeleteRequest | null): void {
  useDeleteRequest.setState({ request });
}
