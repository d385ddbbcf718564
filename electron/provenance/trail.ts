import { nodeIndexOf } from "../../shared/graph/adjacency.ts";
import { TRAVERSAL_RULES, type TraversalRule } from "../../shared/graph/traversal-rules.ts";
import { UNREACHED, walkedFrom } from "../../shared/graph/traverse.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import { isProcess, type NodeRow, nodeTitle } from "../../shared/model/node.ts";
import type { prepareNodeQueries } from "../db/queries/nodes.ts";
import type { Closure } from "./closure.ts";

/** One step of a trail; see `TrailStepSchema`. */
export interface TrailStep {
  fromId: number;
  fromTitle: string;
  toId: number;
  toTitle: string;
  rule: TraversalRule;
  linkLabel: string;
  linkId: number;
}

/** What a sentence calls a node: a process by its class, data by its label where it has one. */
export function titleOf(row: NodeRow): string {
  return isProcess(row.nodeType) || row.label === "" ? nodeTitle(row) : row.label;
}

/**
 * The links that brought a node into a closure, from a chosen node to it; empty for a chosen node. As long as the
 * shortest way, O(steps).
 * @throws AppError `node/not-found` when the node is not in the closure.
 */
export function trailTo(
  { loaded: { graph }, walk }: Closure,
  nodeId: number,
  nodes: ReturnType<typeof prepareNodeQueries>,
): TrailStep[] {
  const end = nodeIndexOf(graph.nodeIds, nodeId);
  if (end < 0 || walk.depths[end] === UNREACHED) {
    throw new AppError("node/not-found", `Node ${nodeId} is not part of what would be exported.`, {
      node: nodeId,
    });
  }
  const path = [end]; // from the node back to the chosen one
  while (walk.links[path.at(-1)!]! >= 0) {
    const node = path.at(-1)!;
    path.push(walkedFrom(graph, walk.links[node]!, node));
  }
  path.reverse();
  const ids = path.map((node) => graph.nodeIds[node]!);
  const titles = new Map(nodes.rows(ids).map((row) => [row.nodeId, titleOf(row)]));
  return path.slice(1).map((node, step) => {
    const link = walk.links[node]!;
    return {
      fromId: ids[step]!,
      fromTitle: titles.get(ids[step]!) ?? "",
      toId: ids[step + 1]!,
      toTitle: titles.get(ids[step + 1]!) ?? "",
      rule: TRAVERSAL_RULES[walk.rules[node]!]!,
      linkLabel: graph.labelList[graph.linkLabels[link]!]!,
      linkId: graph.linkIds[link]!,
    };
  });
}
