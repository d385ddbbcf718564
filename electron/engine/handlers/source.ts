import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { aboutSource } from "../../content/about-source.ts";
import { sourceSummary } from "../../content/source-summary.ts";
import { nodeFacets } from "../../db/node-facets.ts";
import { prepareGroupQueries } from "../../db/queries/groups.ts";
import { isEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

/** Calls about the source as a whole. */
export function sourceHandlers({
  source,
  live,
}: OpenSource): Pick<EngineHandlers, "source.open" | "source.about" | "source.facets" | "group.nodes"> {
  return {
    "source.open": async (_, context) => ({
      ...(await sourceSummary(source, context)),
      isEditable: isEditable(source),
      state: live?.state ?? 0,
    }),
    "source.about": (_, { signal }) => aboutSource(source, { signal, progress: () => undefined }),
    "source.facets": (_, context) => nodeFacets(source.db, context),
    "group.nodes": ({ groupId }) => {
      const members = prepareGroupQueries(source.db).memberIds(groupId);
      if (members) return { nodeIds: Int32Array.from(members) };
      throw new AppError("group/not-found", `The archive has no group with PK ${groupId}.`, {
        group: groupId,
      });
    },
  };
}
