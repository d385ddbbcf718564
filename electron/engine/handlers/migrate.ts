import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { migrateOpened } from "../../migrate/migrate-archive.ts";
import type { OpenSource } from "../open-source-state.ts";

/** Saving the open source as an archive of today's version. */
export function migrateHandlers(open: OpenSource): Pick<EngineHandlers, "source.migrate"> {
  return {
    "source.migrate": async ({ target }, context) => {
      const granted = open.target(target);
      const outcome = await migrateOpened(
        open.source,
        { version: "main_0001", target: granted.path, mayReplace: granted.mayReplace, inPlace: false },
        context,
      );
      const { from, to, counts, sizeBytes, seconds, conversion, warnings } = outcome;
      const known = new Set(open.source.warnings); // the window shows them already
      return {
        from,
        to,
        nodes: counts.nodes,
        sizeBytes,
        seconds,
        conversion,
        warnings: warnings.filter((warning) => !known.has(warning)),
      };
    },
  };
}
