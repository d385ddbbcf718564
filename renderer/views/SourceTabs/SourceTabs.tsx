import { type KeyboardEvent, type MouseEvent, useRef } from "react";
import { host } from "../../ipc/host.ts";
import { activateTab, useSources } from "../../state/sources.ts";
import "./SourceTabs.css";

/** One tab a source. The × is for the mouse only; Delete, Ctrl+W and the middle button close too. */
export function SourceTabs() {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  const list = useRef<HTMLDivElement>(null);
  if (tabs.length === 0) return <h1 className="visually-hidden">Stemma</h1>;

  const close = (sourceId: string) => void host("sources.close", { sourceId });
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
    <div role="tablist" aria-label="Open sources" className="source-tabs" ref={list} onKeyDown={onKeyDown}>
      {tabs.map(({ info, status }) => {
        const isActive = info.sourceId === activeId;
        const onAuxClick = (event: MouseEvent) => event.button === 1 && close(info.sourceId);
        return (
          <div
            key={info.sourceId}
            className={isActive ? "source-tab active" : "source-tab"}
            onAuxClick={onAuxClick}
          >
            <button
              type="button"
              role="tab"
              id={`tab-${info.sourceId}`}
              aria-selected={isActive}
              aria-controls={isActive ? `panel-${info.sourceId}` : undefined}
              aria-busy={status === "opening"}
              tabIndex={isActive ? 0 : -1}
              title={info.shownPath}
              className="source-tab-name"
              onClick={() => activateTab(info.sourceId)}
            >
              {info.name}
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
