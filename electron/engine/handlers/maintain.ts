import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { maintainLibrary } from "../../library/maintain/maintain-library.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

/** Brings the open store into order; only the engine of a library takes it. */
export function maintainHandlers(open: OpenSource): Pick<EngineHandlers, "library.maintain"> {
  return {
    "library.maintain": async (options, context) => {
      requireEditable(open.source);
      const { path, dryRun, full, damaged, ...outcome } = await maintainLibrary(
        open.source.path,
        options,
        context,
      );
      return outcome;
    },
  };
}
