import { nodeIndexOf } from "../../../shared/graph/adjacency.ts";
import { TRAVERSAL_RULES } from "../../../shared/graph/traversal-rules.ts";
import { UNREACHED, walkedFrom } from "../../../shared/graph/traverse.ts";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { nodeTitle } from "../../../shared/model/node.ts";
import type { prepareNodeQueries } from "../../db/queries/nodes.ts";
import type { Closure } from "../../provenance/closure.ts";

/**
 * Why each of these nodes would be deleted: the link that first led to it, and from where. Nodes that would not are left
 * out. One look-up a node.
 */
export function deletionReasons(
  { loaded: { graph }, walk }: Pick<Closure, "loaded" | "walk">,
  nodeIds: readonly number[],
  nodes: ReturnType<typeof prepareNodeQueries>,
): EngineOutput<"library.deletionReasons"> {
  const found = nodeIds.flatMap((nodeId) => {
    const index = nodeIndexOf(graph.nodeIds, nodeId);
    if (index < 0 || walk.depths[index] === UNREACHED) return [];
    const link = walk.links[index]!;
    return [
      { nodeId, index, link, fromId: link < 0 ? nodeId : graph.nodeIds[walkedFrom(graph, link, index)]! },
    ];
  });
  const ids = new Set(found.flatMap(({ nodeId, fromId }) => [nodeId, fromId]));
  const rows = new Map(nodes.rows([...ids]).map((row) => [row.nodeId, row]));
  const titleOf = (nodeId: number) => {
    const row = rows.get(nodeId);
    return row ? nodeTitle(row) : "";
  };
  return found.map(({ nodeId, index, link, fromId }) => ({
    nodeId,
    title: titleOf(nodeId),
    label: rows.get(nodeId)?.label ?? "",
    why:
      link < 0
        ? null
        : {
            rule: TRAVERSAL_RULES[walk.rules[index]!]!,
            linkLabel: graph.labelList[graph.linkLabels[link]!]!,
            fromId,
            fromTitle: titleOf(fromId),
          },
  }));
}
