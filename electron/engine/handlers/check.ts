import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";

/** The check of a source, which needs its path alone: one that cannot be opened is checked as well. */
export function checkHandlers(path: string): Pick<EngineHandlers, "source.check"> {
  return {
    "source.check": async (_, context) => {
      const { verifySource } = await import("../../verify/verify-source.ts"); // nobody waits for it to see a graph
      return verifySource(path, context);
    },
  };
}
