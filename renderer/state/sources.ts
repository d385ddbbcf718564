import { create } from "zustand";
import type { EngineOutput, EngineProgress } from "../../shared/ipc/engine-contract.ts";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { SourceInfo } from "../../shared/ipc/host-contract.ts";

/** One tab. `summary` stays while an engine restarts, so that the view does not vanish. */
export interface SourceTab {
  info: SourceInfo;
  status: "opening" | "open" | "failed" | "lost"; // lost: its engine keeps ending and was given up
  progress: EngineProgress<"source.open"> | null;
  summary: EngineOutput<"source.open"> | null;
  error: AppError | null;
  disk: "same" | "changed" | "gone";
}

interface SourcesState {
  tabs: SourceTab[];
  activeId: string | null;
}

/** The open sources of this window, in tab order. Changed only by the functions of this file. */
export const useSources = create<SourcesState>(() => ({ tabs: [], activeId: null }));

export function addTab(info: SourceInfo, activate: boolean): void {
  useSources.setState(({ tabs, activeId }) => {
    if (tabs.some((tab) => tab.info.sourceId === info.sourceId)) return {};
    const tab: SourceTab = {
      info,
      status: "opening",
      progress: null,
      summary: null,
      error: null,
      disk: "same",
    };
    return { tabs: [...tabs, tab], activeId: activate || activeId === null ? info.sourceId : activeId };
  });
}

/** Remove a tab; its right neighbour, else the left one, becomes active. */
export function removeTab(sourceId: string): void {
  useSources.setState(({ tabs, activeId }) => {
    const index = tabs.findIndex((tab) => tab.info.sourceId === sourceId);
    const rest = tabs.filter((tab) => tab.info.sourceId !== sourceId);
    const next = rest[Math.min(index, rest.length - 1)]?.info.sourceId ?? null;
    return { tabs: rest, activeId: activeId === sourceId ? next : activeId };
  });
}

export function activateTab(sourceId: string): void {
  useSources.setState({ activeId: sourceId });
}

export function updateTab(sourceId: string, change: Partial<Omit<SourceTab, "info">>): void {
  useSources.setState(({ tabs }) => ({
    tabs: tabs.map((tab) => (tab.info.sourceId === sourceId ? { ...tab, ...change } : tab)),
  }));
}

/** The tab in front, or null on the start page. */
export function activeTab(): SourceTab | null {
  const { tabs, activeId } = useSources.getState();
  return tabs.find((tab) => tab.info.sourceId === activeId) ?? null;
}
