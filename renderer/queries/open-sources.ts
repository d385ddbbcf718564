import { AppError } from "../../shared/ipc/errors.ts";
import type { HostEvent, KeptSource } from "../../shared/ipc/host-contract.ts";
import { runMenuCommand } from "../commands/keys.ts";
import { engineCall, forgetEngine, listenForPorts, loseEngine } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { askImport, untilLookedAt } from "../state/import-request.ts";
import { notify } from "../state/notices.ts";
import { forgetView } from "../state/source-view.ts";
import {
  activateTab,
  addTab,
  addTabs,
  listTabs,
  moveTab,
  removeTab,
  updateTab,
  useSources,
} from "../state/sources.ts";
import { dropAnswers, queryClient } from "./engine-query.ts";
import { askAhead } from "./first-answers.ts";
import { followView, keepSession, keepViewsNow, outdateView, unfollowView } from "./keep-views.ts";
import { libraryChanged } from "./library-changed.ts";
import { recentKey } from "./recent.ts";
import { tellUpdate } from "./updates.ts";
import { dropUnwantedDownloads } from "./run-download.ts";
import { bringNodesBack, takeNodes } from "./reload-nodes.ts";

/** Follow what main tells about sources, from the first moment to the last. Call once. */
export async function followSources(): Promise<void> {
  window.stemma.onEvent(onHostEvent);
  listenForPorts((sourceId) => void openOverPort(sourceId));
  keepSession();
  dropUnwantedDownloads();
  const { sources, activeId } = await host("sources.list", {}); // ports of those already open follow this answer
  for (const { source, view } of sources) followView(source.sourceId, view);
  listTabs(sources.map(listed), activeId);
  endedEarly.splice(0).forEach(onHostEvent);
}

type EngineGone = Extract<HostEvent, { type: "engine-gone" }>;

/** What was told of tabs that were not listed yet: of a page that is loaded again. */
const endedEarly: EngineGone[] = [];

function listed({ source, isWaiting }: KeptSource) {
  return { info: source, isWaiting };
}

function onHostEvent(event: HostEvent): void {
  switch (event.type) {
    case "source-opened":
      followView(event.source.sourceId, event.view);
      return addTab(event.source, event.activate, { isWaiting: event.isWaiting, index: event.index });
    case "sources-opened":
      for (const { source, view } of event.sources) followView(source.sourceId, view);
      return addTabs(event.sources.map(listed), event.activeId);
    case "source-activated":
      return activateTab(event.sourceId);
    case "source-closed":
      forgetEngine(event.sourceId);
      lastPorts.delete(event.sourceId);
      unfollowView(event.sourceId);
      removeTab(event.sourceId);
      forgetView(event.sourceId);
      return dropAnswers(event.sourceId);
    case "engine-gone":
      if (!useSources.getState().isListed) return void endedEarly.push(event);
      loseEngine(event.sourceId);
      if (!event.restarting && !wasOpen(event.sourceId))
        void host("sources.couldNotOpen", { sourceId: event.sourceId });
      return updateTab(event.sourceId, stateWithoutEngine(event));
    case "source-changed":
      return updateTab(event.sourceId, { disk: event.change });
    case "library-moved":
      return void libraryChanged(event.sourceId);
    case "view-outdated":
      outdateView(event.sourceId);
      return updateTab(event.sourceId, { disk: "same" }); // it is being read as it is now
    case "keep-views":
      return void keepViewsNow().then(() => host("window.viewsKept", {}));
    case "recent-changed":
      return void queryClient.invalidateQueries({ queryKey: recentKey });
    case "import-asked":
      return askImport({ sourceId: event.sourceId, files: event.files, chosen: {} });
    case "update-found":
      return tellUpdate(event.version, event.canOpen);
    case "notice":
      return notify(event.text, { stays: true });
    case "open-failed":
      return notify(event.error.message, {
        error: new AppError(event.error.code as AppError["code"], event.error.message, event.error.details),
      });
    case "command":
      return runMenuCommand(event.command);
  }
}

/** It is open, or was until its engine went. */
function wasOpen(sourceId: string): boolean {
  return useSources
    .getState()
    .tabs.some(({ info, summary }) => info.sourceId === sourceId && summary !== null);
}

/** How a tab stands whose engine ended: the next one opens it, or it was refused, or given up. */
function stateWithoutEngine({ restarting, error }: EngineGone) {
  if (restarting) return { status: "opening" as const, progress: null };
  if (error === null) return { status: "lost" as const, progress: null };
  const { code, message, details } = error;
  return { status: "failed" as const, progress: null, error: new AppError(code, message, details) };
}

/** The last port of each source: what was begun over one before it is not gone on with. */
const lastPorts = new Map<string, number>();

async function openOverPort(sourceId: string): Promise<void> {
  const port = (lastPorts.get(sourceId) ?? 0) + 1;
  lastPorts.set(sourceId, port);
  const hasPanes = wasOpen(sourceId);
  updateTab(sourceId, { status: "opening", error: null, progress: null });
  await untilLookedAt(sourceId);
  if (lastPorts.get(sourceId) !== port) return;
  try {
    const opening = engineCall(
      sourceId,
      "source.open",
      {},
      {
        onProgress: (progress) => updateTab(sourceId, { progress }),
      },
    );
    if (!hasPanes) askAhead(sourceId);
    const summary = await opening;
    await bringNodesBack(sourceId);
    updateTab(sourceId, { status: "open", summary, progress: null, error: null });
    if (hasPanes) dropAnswers(sourceId); // they show what the engine before said
    if (summary.isEditable) void libraryChanged(sourceId); // written to while it was opened, perhaps
    const failed = summary.failed + summary.excepted + summary.killed;
    const note = `${summary.counts.nodes.toLocaleString("en")} nodes${failed > 0 ? ` · ${failed} failed or stopped` : ""}`;
    void host("sources.setNote", { sourceId, note });
  } catch (error) {
    if (error instanceof AppError && error.code === "engine/crashed") return; // the next port opens it again
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code !== "cancelled") void host("sources.couldNotOpen", { sourceId });
    updateTab(sourceId, { status: "failed", error: known, progress: null });
  }
}

/**
 * Read a source anew: it changed on disk, its engine was given up, or (`readable`) the person wants to see what can be
 * read of a damaged one. Of the view stays what still holds.
 */
export async function reloadSource(sourceId: string, options: { readable?: true } = {}): Promise<void> {
  const { tabs } = useSources.getState();
  if (tabs.find((tab) => tab.info.sourceId === sourceId)?.status === "open") await takeNodes(sourceId);
  outdateView(sourceId);
  loseEngine(sourceId);
  updateTab(sourceId, { status: "opening", disk: "same", summary: null, error: null });
  await host("sources.reload", { sourceId, ...options });
}

/** Close a tab; while it is writing something it asks first. */
export async function closeTab(sourceId: string): Promise<void> {
  await keepViewsNow(); // reopened, it looks as it did
  await host("sources.close", { sourceId });
}

/** Close the tab in front, if there is one. */
export function closeActiveTab(): void {
  const { activeId } = useSources.getState();
  if (activeId) void closeTab(activeId);
}

/** Put a tab at another place among the tabs. */
export function orderTab(sourceId: string, to: number): void {
  void host("sources.order", { sourceIds: moveTab(sourceId, to) });
}

/** Take a tab over from another window, at a place among the tabs. */
export async function takeTab(sourceId: string, to: number): Promise<void> {
  await told(host("sources.take", { sourceId, index: to }));
}

/** Move the tab in front into a window of its own, as it is. */
export async function moveActiveTab(): Promise<void> {
  const { activeId } = useSources.getState();
  if (!activeId) return;
  await keepViewsNow();
  await told(host("sources.moveToNewWindow", { sourceId: activeId }));
}

/** Say what went wrong with a call that no view waits for. */
async function told(call: Promise<null>): Promise<void> {
  try {
    await call;
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    notify(known.message, { error: known });
  }
}
