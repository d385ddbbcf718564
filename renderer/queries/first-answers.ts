import { wakeLayout } from "../graph/layout/layout-client.ts";
import { engineCall } from "../ipc/engine-client.ts";
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

/** The list with its first rows: asked for by themselves they would come behind all that is asked meanwhile. */
async function rowsAhead(sourceId: string): Promise<void> {
  const { filter, sort } = viewOf(sourceId).getState();
  await queryClient.prefetchQuery({
    ...engineQuery(sourceId, "nodes.list", { filter, sort }),
    queryFn: async ({ signal }) => {
      const input = { filter, sort, firstRows: ROWS_PAGE };
      const { rows = [], ...list } = await engineCall(sourceId, "nodes.list", input, { signal });
      const nodeIds = Array.from(list.nodeIds.subarray(0, ROWS_PAGE));
      queryClient.setQueryData(engineQuery(sourceId, "nodes.rows", { nodeIds }).queryKey, rows);
      return list;
    },
  });
}

async function pictureAhead(sourceId: string): Promise<void> {
  const { shown } = viewOf(sourceId).getState();
  const start = engineQuery(sourceId, "graph.start", { limit: START_LIMIT });
  if (shown !== null) {
    void queryClient.prefetchQuery(start);
    return elementsAhead(sourceId, shown);
  }
  await queryClient.prefetchQuery({
    ...start,
    queryFn: async ({ signal }) => {
      const input = { limit: START_LIMIT, withElements: true };
      const { elements, ...started } = await engineCall(sourceId, "graph.start", input, { signal });
      const nodeIds = Array.from(sortedIds(new Set(started.nodeIds)));
      queryClient.setQueryData(engineQuery(sourceId, "graph.elements", { nodeIds }).queryKey, elements);
      return started;
    },
  });
}

async function elementsAhead(sourceId: string, shown: ReadonlySet<number>): Promise<void> {
  const nodeIds = Array.from(sortedIds(shown));
  if (nodeIds.length > 0)
    await queryClient.prefetchQuery(engineQuery(sourceId, "graph.elements", { nodeIds }));
}
