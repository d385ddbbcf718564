import { useQuery } from "@tanstack/react-query";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId } from "../../state/source-view.ts";

/** All that the inspector knows of a node at once. */
export type NodeDetails = EngineOutput<"node.get">;
export type LinkedNode = EngineOutput<"node.links">["links"][number];

/** The node at hand. The one before stays until the answer is there, so that choosing does not blink. */
export function useNode(nodeId: number) {
  return useQuery({
    ...engineQuery(useSourceId(), "node.get", { nodeId }),
    placeholderData: (before) => before,
  });
}
