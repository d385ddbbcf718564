import { useIsLibrary } from "../state/sources.ts";

/** Why a list of nodes is empty, as a sentence. */
export function HoldsNone() {
  return useIsLibrary() ? "Your library is empty." : "This archive holds none.";
}
