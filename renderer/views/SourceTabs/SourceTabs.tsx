import { ChevronDown } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { openMenuAt } from "../../components/ContextMenu/open-menu.ts";
import { closeTab } from "../../queries/open-sources.ts";
import { activateTab, type SourceTab, useSources } from "../../state/sources.ts";
import { OneTab } from "./OneTab.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";
import { useTabDrag } from "./use-tab-drag.ts";
import "./SourceTabs.css";

/**
 * One tab a source. The × is for the mouse only; Delete, Ctrl+W and the middle button close too. Tabs are put into order
 * by dragging them or with Ctrl+Shift+Page Up and Page Down. A list of all stands beside them when they have no room.
 */
export function SourceTabs() {
  const tabs = useSources((state) => state.tabs);
  const activeId = useSources((state) => state.activeId);
  const list = useRef<HTMLDivElement>(null);
  const isFocusWanted = useRef(false);
  const isFull = useOverflow(list, activeId, tabs.length > 0);
  const drag = useTabDrag();
  useEffect(() => {
    const hasFocus = list.current?.contains(document.activeElement); // on the tab that was in front
    if (isFocusWanted.current || hasFocus) tabElement(list.current, activeId)?.focus();
    isFocusWanted.current = false;
  }, [activeId]);
  useKeptFocus();
  if (tabs.length === 0) return null;

  const onKeyDown = (event: KeyboardEvent) => {
    const index = tabs.findIndex((tab) => tab.info.sourceId === activeId);
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -index, End: tabs.length - 1 - index }[event.key];
    if (event.key === "Delete" && activeId) {
      isFocusWanted.current = true; // the tab that comes to the front keeps the keyboard
      void closeTab(activeId);
    }
    if (step === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    const next = tabs[(index + step + tabs.length) % tabs.length]!; // the remainder is within the list
    activateTab(next.info.sourceId);
    tabElement(list.current, next.info.sourceId)?.focus();
  };
  const gapOf = (index: number) => {
    if (drag.gap === index) return "before";
    return drag.gap === tabs.length && index === tabs.length - 1 ? "behind" : null;
  };
  return (
    <>
      <div
        role="tablist"
        aria-label="Open sources"
        className="source-tabs"
        ref={list}
        onKeyDown={onKeyDown}
        onWheel={(event) => (event.currentTarget.scrollLeft += event.deltaY)}
        {...drag.list}
      >
        {tabs.map((tab, index) => (
          <OneTab
            key={tab.info.sourceId}
            tab={tab}
            isActive={tab.info.sourceId === activeId}
            folder={folderOf(tab, tabs)}
            gap={gapOf(index)}
            onDragStart={(event) => drag.onDragStart(event, tab.info.sourceId)}
          />
        ))}
      </div>
      {isFull && <AllTabs tabs={tabs} activeId={activeId} />}
    </>
  );
}

/** Opens a list of all tabs. */
function AllTabs({ tabs, activeId }: { tabs: readonly SourceTab[]; activeId: string | null }) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`All ${tabs.length} tabs`}
      title={`All ${tabs.length} tabs`}
      aria-haspopup="menu"
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        const entries = tabs.map(({ info }) => ({
          label: info.name,
          run: () => activateTab(info.sourceId),
          isOn: info.sourceId === activeId,
        }));
        openMenuAt({ x: left, y: bottom }, "All tabs", entries);
      }}
    >
      <ChevronDown size={16} />
    </button>
  );
}

/** True while not all tabs have room. The one in front is kept in sight, whatever takes room beside the tabs. */
function useOverflow(
  list: React.RefObject<HTMLDivElement | null>,
  activeId: string | null,
  isShown: boolean,
): boolean {
  const [isFull, setFull] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (!element || !isShown) return;
    const look = () => {
      setFull(element.scrollWidth > element.clientWidth + 1);
      const tab = tabElement(element, activeId)?.parentElement;
      tab?.scrollIntoView({ block: "nearest", inline: "nearest" });
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => observer.disconnect();
  }, [list, activeId, isShown]);
  return isFull;
}

function tabElement(list: HTMLElement | null, sourceId: string | null): HTMLElement | null {
  return list?.querySelector(`[id="tab-${sourceId}"]`) ?? null;
}

function folderOf({ info }: SourceTab, tabs: readonly SourceTab[]): string | null {
  const isAlone = tabs.every((tab) => tab.info === info || tab.info.name !== info.name);
  return isAlone ? null : (info.shownPath.split(/[\\/]/).at(-2) ?? null);
}
