import { viewOf } from "../state/source-view.ts";
import { engineQuery, queryClient } from "./engine-query.ts";

/** How the state behind a key of the state facet is to be felt. */
export function outcomeOfKey(key: string): "ok" | "failed" | "open" {
  if (key === "finished[0]") return "ok";
  if (key === "excepted" || key === "killed") return "failed";
  return /^finished\[(?!null)/.test(key) ? "failed" : "open";
}

/** The nodes that the table lists now, in its order. */
export async function listedNodes(sourceId: string): Promise<Int32Array> {
  const { filter, sort } = viewOf(sourceId).getState();
  const { nodeIds } = await queryClient.fetchQuery(engineQuery(sourceId, "nodes.list", { filter, sort }));
  return nodeIds;
}

/** All processes that failed, were killed or ended by an exception, in the order of the table; filters do not count. */
export async function failedProcesses(sourceId: string): Promise<Int32Array> {
  const { sort } = viewOf(sourceId).getState();
  const facets = await queryClient.fetchQuery(engineQuery(sourceId, "source.facets", {}));
  const states = facets.states.map(({ key }) => key).filter((key) => outcomeOfKey(key) === "failed");
  if (states.length === 0) return new Int32Array();
  const filter = { states };
  const { nodeIds } = await queryClient.fetchQuery(engineQuery(sourceId, "nodes.list", { filter, sort }));
  return nodeIds;
}
