import { create } from "zustand";

/** A group as its dialog begins with it. */
export interface NamedGroup {
  uuid: string;
  label: string;
  description: string;
}

/** What a dialog about groups is open for. Nodes go by id. */
export type GroupRequest =
  /** `takesNodes`: whether the dialog begins with these nodes going into the group. */
  | { dialog: "new"; sourceId: string; nodeIds: readonly number[]; takesNodes: boolean }
  | { dialog: "change"; sourceId: string; group: NamedGroup; field: "label" | "description" }
  | { dialog: "add"; sourceId: string; nodeIds: readonly number[] }
  | { dialog: "remove"; sourceId: string; nodeIds: readonly number[] };

export const useGroupRequest = create<{ request: GroupRequest | null }>(() => ({ request: null }));

/** Open one of the dialogs about groups; null closes it. */
export function askGroup(request: GroupRequest | null): void {
  useGroupRequest.setState({ request });
}
