import { create } from "zustand";
import type { EngineOutput, EngineProgress } from "../../shared/ipc/engine-contract.ts";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { SourceInfo } from "../../shared/ipc/host-contract.ts";

/** One tab. `summary` stays while an engine restarts, so that the view does not vanish. */
export interface SourceTab {
  info: SourceInfo;
  /** waiting: read when its tab is shown; lost: its engine keeps ending and was given up */
  status: "waiting" | "opening" | "open" | "failed" | "lost";
  progress: EngineProgress<"source.open"> | null;
  summary: EngineOutput<"source.open"> | null;
  error: AppError | null;
  disk: "same" | "changed" | "gone";
}

interface SourcesState {
  tabs: SourceTab[];
  activeId: string | null;
  /** Main has told which sources there are: only now an empty list means that nothing is open. */
  isListed: boolean;
}

/** The open sources of this window, in tab order. Changed only by the functions of this file. */
export const useSources = create<SourcesState>(() => ({ tabs: [], activeId: null, isListed: false }));

/** Take the tabs that main has, once the page has loaded. Those that came meanwhile stay. */
export function listTabs(listed: { info: SourceInfo; isWaiting: boolean }[], activeId: string | null): void {
  useSources.setState(({ tabs, activeId: already }) => {
    const isListed = (tab: SourceTab) => listed.some(({ info }) => info.sourceId === tab.info.sourceId);
    const fresh = listed.map(
      ({ info, isWaiting }) =>
        tabs.find((tab) => tab.info.sourceId === info.sourceId) ?? newTab(info, isWaiting),
    );
    const all = [...fresh, ...tabs.filter((tab) => !isListed(tab))];
    const front = already ?? activeId ?? all.at(-1)?.info.sourceId ?? null;
    return { tabs: all, activeId: front, isListed: true };
  });
}

/** How a tab joins the others; at the end and read at once unless said otherwise. */
interface TabOptions {
  isWaiting?: boolean;
  index?: number;
}

export function addTab(info: SourceInfo, activate: boolean, options: TabOptions = {}): void {
  const { isWaiting = false, index } = options;
  useSources.setState(({ tabs, activeId }) => {
    if (tabs.some((tab) => tab.info.sourceId === info.sourceId)) return {};
    return {
      tabs: tabs.toSpliced(index ?? tabs.length, 0, newTab(info, isWaiting)),
      activeId: activate || activeId === null ? info.sourceId : activeId,
    };
  });
}

/** Add many tabs behind the others, and show one. */
export function addTabs(fresh: { info: SourceInfo; isWaiting: boolean }[], activeId: string | null): void {
  useSources.setState((before) => ({
    tabs: [...before.tabs, ...fresh.map(({ info, isWaiting }) => newTab(info, isWaiting))],
    activeId: activeId ?? before.activeId,
  }));
}

function newTab(info: SourceInfo, isWaiting: boolean): SourceTab {
  const status = isWaiting ? "waiting" : "opening";
  return { info, status, progress: null, summary: null, error: null, disk: "same" };
}

/** Put a tab before or behind another one. Returns all ids in their new order. */
export function moveTab(sourceId: string, to: number): string[] {
  useSources.setState(({ tabs }) => {
    const moved = tabs.find((tab) => tab.info.sourceId === sourceId);
    if (!moved) return {};
    const others = tabs.filter((tab) => tab !== moved);
    return { tabs: others.toSpliced(Math.min(Math.max(0, to), others.length), 0, moved) };
  });
  return useSources.getState().tabs.map((tab) => tab.info.sourceId);
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

/** True where the tab in front is a library: it takes imports and edits. */
export function useIsLibrary(): boolean {
  return useSources(
    ({ tabs, activeId }) => tabs.find(({ info }) => info.sourceId === activeId)?.summary?.isEditable === true,
  );
}

/** What the tab in front shows, within a sentence. */
export function useSourceWord(): "this archive" | "the library" | "this profile" {
  const isLibrary = useIsLibrary();
  const kind = useSources(
    ({ tabs, activeId }) => tabs.find(({ info }) => info.sourceId === activeId)?.summary?.kind,
  );
  return isLibrary ? "the library" : kind === "store" ? "this profile" : "this archive";
}
