import { AppError } from "../../../shared/ipc/errors.ts";
import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import type { OpenSource } from "../open-source-state.ts";

/** How a page follows the library. */
export function liveHandlers({ live }: OpenSource): Pick<EngineHandlers, "library.since"> {
  return {
    "library.since": ({ state }, context) => {
      if (!live) throw new AppError("ipc/bad-request", "Only the library changes.");
      return live.since(state, { signal: context.signal, progress: () => undefined });
    },
  };
}
