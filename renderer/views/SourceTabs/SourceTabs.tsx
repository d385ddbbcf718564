import { CircleAlert } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { tabEntries } from "../../commands/tab-menu.ts";
import type { SourceInfo } from "../../../shared/ipc/host-contract.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { closeTab } from "../../queries/open-sources.ts";
import { activateTab, type SourceTab, useSources } from "../../state/sources.ts";
import { useTabDrag } from "./use-tab-drag.ts";
import "./SourceTabs.css";

/**
 * One tab a source. The × is for the mouse only; Delete, Ctrl+W and the middle button close too. Tabs are put into order
 * by dragging them or with Ctrl+Shift+Page Up and Page Down.
 */
export function SourceTabs() {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  const list = useRef<HTMLDivElement>(null);
  const drag = useTabDrag();
  useEffect(() => {
    const tab = list.current?.querySelector(`[id="tab-${activeId}"]`);
    tab?.parentElement?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [activeId]);
  if (tabs.length === 0) return <h1 className="visually-hidden">Stemma</h1>;

  const close = (sourceId: string) => void closeTab(sourceId);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex((tab) => tab.info.sourceId === activeId);
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -index, End: tabs.length - 1 - index }[event.key];
    if (event.key === "Delete" && activeId) close(activeId);
    if (step === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const next = tabs[(index + step + tabs.length) % tabs.length]!; // the remainder is within the list
    activateTab(next.info.sourceId);
    list.current?.querySelector<HTMLElement>(`[id="tab-${next.info.sourceId}"]`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="Open sources"
      className="source-tabs"
      ref={list}
      onKeyDown={onKeyDown}
      onWheel={(event) => (event.currentTarget.scrollLeft += event.deltaY)}
      {...drag.list}
    >
      {tabs.map(({ info, status, error, disk }, index) => {
        const isActive = info.sourceId === activeId;
        const onAuxClick = (event: MouseEvent) => event.button === 1 && close(info.sourceId);
        return (
          <div
            key={info.sourceId}
            className={classOf({
              isActive,
              isGap: drag.gap === index,
              isLastGap: drag.gap === index + 1 && index === tabs.length - 1,
            })}
            draggable
            onDragStart={(event) => drag.onDragStart(event, info.sourceId)}
            onAuxClick={onAuxClick}
            onContextMenu={(event) => openMenu(event, "Tab menu", tabEntries(info.sourceId))}
          >
            <button
              type="button"
              role="tab"
              id={`tab-${info.sourceId}`}
              aria-selected={isActive}
              aria-controls={isActive ? `panel-${info.sourceId}` : undefined}
              aria-busy={status === "opening"}
              tabIndex={isActive ? 0 : -1}
              title={error ? `${info.shownPath}\n${error.message}` : info.shownPath}
              className="source-tab-name"
              onClick={() => activateTab(info.sourceId)}
            >
              {(status === "failed" || status === "lost" || disk === "gone") && (
                <CircleAlert size={14} aria-hidden="true" className="source-tab-failed" />
              )}
              {info.name}
              {folderOf(info, tabs) && (
                <span aria-hidden="true" className="source-tab-folder">
                  {folderOf(info, tabs)}
                </span>
              )}
            </button>
            <span aria-hidden="true" className="source-tab-close" onClick={() => close(info.sourceId)}>
              ×
            </span>
          </div>
        );
      })}
    </div>
  );
}

function classOf(tab: { isActive: boolean; isGap: boolean; isLastGap: boolean }): string {
  const marks = [tab.isActive && "active", tab.isGap && "gap-before", tab.isLastGap && "gap-behind"];
  return ["source-tab", ...marks.filter((mark) => mark !== false)].join(" ");
}

/** The folder of a file, where another tab has a file of the same name. */
function folderOf(info: SourceInfo, tabs: readonly SourceTab[]): string | null {
  const isAlone = tabs.every((tab) => tab.info === info || tab.info.name !== info.name);
  return isAlone ? null : (info.shownPath.split(/[\\/]/).at(-2) ?? null);
}
