import { countOf } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { notify } from "../state/notices.ts";
import { forgetNodes } from "../state/forget-nodes.ts";
import { updateTab, useSources } from "../state/sources.ts";
import { idSet } from "../state/id-set.ts";
import { viewOf } from "../state/source-view.ts";
import { dropAnswers, engineQuery, queryClient } from "./engine-query.ts";
import { START_LIMIT } from "./first-answers.ts";

/** Refreshes under way, by source: who comes meanwhile waits for the one behind it. */
const running = new Map<string, Promise<void>>();
const waiting = new Map<string, Promise<void>>();

/**
 * After a change of the library, by this window or by anybody: every view shows it as it is now, and what the person had
 * chosen stays chosen. What is gone leaves selection, picture and basket. Resolves when the library's summary is the new one.
 */
export function libraryChanged(sourceId: string): Promise<void> {
  const now = running.get(sourceId);
  if (!now) return begin(sourceId);
  let next = waiting.get(sourceId);
  if (!next) {
    next = now.then(() => {
      waiting.delete(sourceId);
      return begin(sourceId);
    });
    waiting.set(sourceId, next);
  }
  return next;
}

function begin(sourceId: string): Promise<void> {
  const run = refresh(sourceId)
    .catch(() => undefined) // its engine ended: the next one tells all anew
    .finally(() => running.delete(sourceId));
  running.set(sourceId, run);
  return run;
}

async function refresh(sourceId: string): Promise<void> {
  const known = useSources.getState().tabs.find(({ info }) => info.sourceId === sourceId)?.summary;
  if (!known) return; // still opening: then it is read as it is now
  const { state, summary, gone } = await engineCall(sourceId, "library.since", { state: known.state });
  if (state === known.state) return;
  const isWhole = viewOf(sourceId).getState().shown?.size === known.counts.nodes;
  const lost = gone ? forgetNodes(sourceId, gone) : 0;
  updateTab(sourceId, { summary });
  dropAnswers(sourceId);
  if (isWhole) await showWhole(sourceId);
  if (lost > 0) {
    notify(`Taken out of the basket: ${countOf(lost, "node")}; the library does not hold them any more.`, {
      stays: true,
    });
  }
}

/** Whoever saw everything sees what came, too: as long as that is one picture, and where there was nothing at all. */
async function showWhole(sourceId: string): Promise<void> {
  const start = await queryClient.fetchQuery(engineQuery(sourceId, "graph.start", { limit: START_LIMIT }));
  const store = viewOf(sourceId);
  if (start.everything || store.getState().shown?.size === 0) store.setState({ shown: idSet(start.nodeIds) });
}
