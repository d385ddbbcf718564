import type { EngineHandlers } from "../../shared/ipc/engine-contract.ts";
import type { Source } from "../archive/source.ts";
import { toSourceError } from "../archive/source-error.ts";

/** The same handlers, their errors in the words of the source's kind (`store/corrupt` for a profile folder). */
export function inWordsOf(source: Source, handlers: EngineHandlers): EngineHandlers {
  const wrapped = Object.entries(handlers).map(([name, handler]) => {
    const call = handler as (input: unknown, context: unknown) => unknown;
    const translated = async (input: unknown, context: unknown) => {
      try {
        return await call(input, context);
      } catch (error) {
        throw toSourceError(error, source);
      }
    };
    return [name, translated];
  });
  return Object.fromEntries(wrapped) as EngineHandlers; // the same names with the same types
}
