import { engineQuery, queryClient } from "../queries/engine-query.ts";
import { telling } from "../queries/telling.ts";
import { formatCount } from "../components/number-text.ts";
import { notify } from "../state/notices.ts";
import { viewActions, viewOf } from "../state/source-view.ts";

const DRAWN_AT_ONCE = 2000; // more make no picture that anybody can read

/**
 * Show exactly the nodes that were new with an import: the filters leave nothing else, and the graph draws them as far as
 * they make a picture.
 */
export function showImported(sourceId: string, importId: number): Promise<void> {
  return telling(async () => {
    const actions = viewActions(sourceId);
    const filter = { imports: [String(importId)] };
    const { sort } = viewOf(sourceId).getState();
    const { nodeIds } = await queryClient.fetchQuery(engineQuery(sourceId, "nodes.list", { filter, sort }));
    if (nodeIds.length === 0) {
      notify(`Nothing is left of what came with import ${importId}.`);
      return;
    }
    actions.choose(null);
    actions.setFilter(filter);
    actions.setShown(nodeIds.subarray(0, DRAWN_AT_ONCE), `show import ${importId}`);
    actions.centerOn(nodeIds[0]!);
    if (nodeIds.length > DRAWN_AT_ONCE) {
      notify(
        `The graph shows the newest ${formatCount(DRAWN_AT_ONCE)} of ${formatCount(nodeIds.length)} nodes; the table lists all of them.`,
      );
    }
  });
}
