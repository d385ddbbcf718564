import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { maintainLibrary } from "../../library/maintain/maintain-library.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

/** Brings the open store into order; only the engine of a library takes it. */
export function maintainHandlers(open: OpenSource): Pick<EngineHandlers, "library.maintain"> {
  return {
    "library.maintain": async (options, context) => {
      requireEditable(open.source);
      const outcome = await maintainLibrary(open.source.path, options, context);
      const { loosePacked, orphansRemoved, orphansKept, duplicatesRemoved, leftoversRemoved } = outcome;
      const { packsRewritten, damagedCount, bytesFreed, bytesInGaps } = outcome;
      const removed = { orphansRemoved, orphansKept, duplicatesRemoved, leftoversRemoved };
      return { loosePacked, ...removed, packsRewritten, damagedCount, bytesFreed, bytesInGaps };
    },
  };
}
