import { AppError } from "../../shared/ipc/errors.ts";
import type { HostEvent } from "../../shared/ipc/host-contract.ts";
import { runMenuCommand } from "../commands/keys.ts";
import { engineCall, forgetEngine, listenForPorts, loseEngine } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { notify } from "../state/notices.ts";
import { forgetView, viewActions } from "../state/source-view.ts";
import { activateTab, addTab, removeTab, updateTab, useSources } from "../state/sources.ts";
import { dropAnswers } from "./engine-query.ts";

/** Follow what main tells about sources, from the first moment to the last. Call once. */
export async function followSources(): Promise<void> {
  window.stemma.onEvent(onHostEvent);
  listenForPorts((sourceId) => void openOverPort(sourceId));
  const sources = await host("sources.list", {}); // ports of those already open follow this answer
  sources.forEach((source, index) => addTab(source, index === sources.length - 1));
}

function onHostEvent(event: HostEvent): void {
  switch (event.type) {
    case "source-opened":
      return addTab(event.source, event.activate);
    case "source-activated":
      return activateTab(event.sourceId);
    case "source-closed":
      forgetEngine(event.sourceId);
      removeTab(event.sourceId);
      forgetView(event.sourceId);
      return dropAnswers(event.sourceId);
    case "engine-gone":
      loseEngine(event.sourceId);
      return updateTab(event.sourceId, { status: event.restarting ? "opening" : "lost", progress: null });
    case "source-changed":
      return updateTab(event.sourceId, { disk: event.change === "back" ? "changed" : event.change });
    case "open-failed":
      return notify(event.error.message, {
        error: new AppError(event.error.code as AppError["code"], event.error.message, event.error.details),
      });
    case "command":
      return runMenuCommand(event.command);
  }
}

async function openOverPort(sourceId: string): Promise<void> {
  updateTab(sourceId, { status: "opening", error: null, progress: null });
  try {
    const summary = await engineCall(
      sourceId,
      "source.open",
      {},
      {
        onProgress: (progress) => updateTab(sourceId, { progress }),
      },
    );
    updateTab(sourceId, { status: "open", summary, progress: null, error: null });
    dropAnswers(sourceId);
    const failed = summary.failed + summary.excepted + summary.killed;
    const note = `${summary.counts.nodes.toLocaleString("en")} nodes${failed > 0 ? ` · ${failed} failed or stopped` : ""}`;
    void host("sources.setNote", { sourceId, note });
  } catch (error) {
    if (error instanceof AppError && error.code === "engine/crashed") return; // the next port opens it again
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    updateTab(sourceId, { status: "failed", error: known, progress: null });
  }
}

/** Read a source anew: it changed on disk, or its engine was given up. */
export async function reloadSource(sourceId: string): Promise<void> {
  viewActions(sourceId).reset();
  loseEngine(sourceId);
  updateTab(sourceId, { status: "opening", disk: "same", summary: null, error: null });
  await host("sources.reload", { sourceId });
}

/** Close the tab in front, if there is one. */
export function closeActiveTab(): void {
  const { activeId } = useSources.getState();
  if (activeId) void host("sources.close", { sourceId: activeId });
}
