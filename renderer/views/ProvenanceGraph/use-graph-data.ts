import { hashKey, keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import type { GraphBoard } from "../../graph/graph-board.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { START_LIMIT } from "../../queries/first-answers.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";

/** Ask the engine for what the view shows and give it to the board. The first view is the engine's choice. */
export function useGraphData(board: GraphBoard) {
  const sourceId = useSourceId();
  const { setShown } = useViewActions();
  const shown = useView((view) => view.shown);
  const provenance = useView((view) => view.provenance);
  const linkTypes = useView((view) => view.linkTypes);

  const start = useQuery(engineQuery(sourceId, "graph.start", { limit: START_LIMIT }));
  useEffect(() => {
    if (shown === null) board.clear();
    if (shown === null && start.data && !start.isFetching) setShown(start.data.nodeIds);
  }, [board, setShown, shown, start.data, start.isFetching]);

  const nodeIds = useMemo(() => [...(shown ?? [])].sort((a, b) => a - b), [shown]);
  const query = useMemo(() => {
    const options = engineQuery(sourceId, "graph.elements", { nodeIds });
    return { ...options, queryHash: hashKey(options.queryKey) }; // once, not at each drawing: it can name thousands
  }, [sourceId, nodeIds]);
  const elements = useQuery({
    ...query,
    enabled: shown !== null,
    placeholderData: keepPreviousData,
  });
  const { data, isPlaceholderData } = elements;
  useEffect(() => {
    if (!data || isPlaceholderData) return;
    board.show({ nodes: data.nodes, links: data.links, provenance, linkTypes });
  }, [board, data, isPlaceholderData, provenance, linkTypes]);

  return {
    error: start.error ?? elements.error,
    retry: () => void (start.error ? start : elements).refetch(),
    isPending: start.isPending || (shown !== null && elements.isPending),
    total: start.data?.total ?? null,
    shownCount: shown?.size ?? 0,
  };
}
