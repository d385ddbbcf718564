import { useQuery } from "@tanstack/react-query";
import type { NodeRow } from "../../../shared/model/node.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { useSourceId } from "../../state/source-view.ts";

const PAGE = 100; // rows asked for at once; lines of one page share the answer

/** The row of one node of a long list, read with the hundred it belongs to. Undefined while that is on its way. */
export function useNodeRow(nodeIds: readonly number[] | Int32Array, index: number): NodeRow | undefined {
  const sourceId = useSourceId();
  const start = Math.floor(index / PAGE) * PAGE;
  const ids = Array.from(nodeIds.slice(start, start + PAGE));
  const page = useQuery(engineQuery(sourceId, "nodes.rows", { nodeIds: ids }));
  return page.data?.find((row) => row.nodeId === nodeIds[index]);
}
