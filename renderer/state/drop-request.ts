import { create } from "zustand";
import type { Dropped } from "../../shared/ipc/host-contract.ts";

/** What was dropped where it is not clear what is to become of it, until the person says so. */
export const useDropRequest = create<{ dropped: Dropped | null }>(() => ({ dropped: null }));

export function askAboutDrop(dropped: Dropped | null): void {
  useDropRequest.setState({ dropped });
}
