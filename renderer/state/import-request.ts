import { create } from "zustand";
import type { Target } from "../../shared/ipc/host-contract.ts";

/** Files that somebody wants to have in the library, until the dialog is answered. */
export interface ImportRequest {
  /** The library's tab. */
  sourceId: string;
  files: readonly Target[];
}

export const useImportRequest = create<{ request: ImportRequest | null }>(() => ({ request: null }));

export function askImport(request: ImportRequest | null): void {
  useImportRequest.setState({ request });
}
