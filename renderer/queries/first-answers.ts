import { wakeLayout } from "../graph/layout/layout-client.ts";
import { sortedIds } from "../state/id-set.ts";
import { viewOf } from "../state/source-view.ts";
import { dropAnswers, engineQuery, queryClient } from "./engine-query.ts";

/** Nodes of a first view; more than that is no picture. */
export const START_LIMIT = 300;
/** Rows asked for at once. */
export const ROWS_PAGE = 100;

/**
 * Ask for what the panes of a source will show first, while it is still being opened: the calls wait in the engine, and
 * no answer waits for the window to draw its panes before the next question. Rows before the picture: they are ready
 * sooner. What fails is asked again by the view that wants it.
 */
export function askAhead(sourceId: string): void {
  dropAnswers(sourceId); // of what was opened under this name before
  wakeLayout();
  void rowsAhead(sourceId);
  void pictureAhead(sourceId);
  void queryClient.prefetchQuery(engineQuery(sourceId, "source.facets", {}));
}

async function rowsAhead(sourceId: string): Promise<void> {
  const { filter, sort } = viewOf(sourceId).getState();
  const list = engineQuery(sourceId, "nodes.list", { filter, sort });
  await queryClient.prefetchQuery(list);
  const nodeIds = Array.from(queryClient.getQueryData(list.queryKey)?.nodeIds.subarray(0, ROWS_PAGE) ?? []);
  if (nodeIds.length > 0) await queryClient.prefetchQuery(engineQuery(sourceId, "nodes.rows", { nodeIds }));
}

async function pictureAhead(sourceId: string): Promise<void> {
  const start = engineQuery(sourceId, "graph.start", { limit: START_LIMIT });
  await queryClient.prefetchQuery(start);
  const shown =
    viewOf(sourceId).getState().shown ?? new Set(queryClient.getQueryData(start.queryKey)?.nodeIds);
  const nodeIds = Array.from(sortedIds(shown));
  if (nodeIds.length > 0)
    await queryClient.prefetchQuery(engineQuery(sourceId, "graph.elements", { nodeIds }));
}
