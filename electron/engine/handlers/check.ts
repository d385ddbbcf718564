import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { verifySource } from "../../verify/verify-source.ts";

/** The check of a source, which needs its path alone: one that cannot be opened is checked as well. */
export function checkHandlers(path: string): Pick<EngineHandlers, "source.check"> {
  return { "source.check": (_, context) => verifySource(path, context) };
}
