import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef } from "react";
import { plainText, type TermId } from "../../../shared/text/glossary.ts";
import { formatCount } from "../../components/number-text.ts";
import { type InspectorTab, useView, useViewActions } from "../../state/source-view.ts";
import { Comments } from "./Comments.tsx";
import { ContentTab } from "./content/ContentTab.tsx";
import { FilesTab } from "./files/FilesTab.tsx";
import { JsonTab } from "./json/JsonTab.tsx";
import { Links } from "./Links.tsx";
import { Log } from "./Log.tsx";
import { Overview } from "./Overview.tsx";
import type { NodeDetails } from "./use-node.ts";
import { useNewContent } from "./use-new-content.ts";
import { useStripOverflow } from "./use-strip-overflow.ts";

interface Tab {
  tab: InspectorTab;
  name: string;
  count?: (node: NodeDetails) => number;
  /** The word of the glossary that its tooltip explains. */
  termId?: TermId;
}

const TABS: readonly Tab[] = [
  { tab: "overview", name: "Overview" },
  { tab: "content", name: "Content" },
  { tab: "attributes", name: "Attributes", termId: "attributes" },
  { tab: "extras", name: "Extras", termId: "extras" },
  { tab: "files", name: "Files", count: ({ counts }) => counts.files + counts.retrievedFiles },
  { tab: "links", name: "Links", count: ({ counts }) => counts.incoming + counts.outgoing },
  { tab: "log", name: "Log", count: ({ counts }) => counts.logs },
  { tab: "comments", name: "Comments", count: ({ counts }) => counts.comments },
];

/** The tabs of the inspector and the panel of the one in front. The tab stays in front as other nodes are chosen. */
export function NodeTabs({ node }: { node: NodeDetails }) {
  const active = useView((view) => view.tab);
  const { setTab } = useViewActions();
  const strip = useRef<HTMLDivElement>(null);
  const id = useId();
  const { side, scroll } = useStripOverflow(strip);
  const place = `${active} ${node.row.nodeId}`;
  const { scroller, handlers } = useNewContent<HTMLDivElement>(place);
  useEffect(() => {
    strip.current
      ?.querySelector(`[data-tab=${active}]`)
      ?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [active]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return; // Alt+← goes back
    const at = TABS.findIndex(({ tab }) => tab === active);
    const next = nextOf(event.key, at);
    if (next === null) return;
    event.preventDefault();
    setTab(TABS[next]!.tab, { byArrow: true });
    strip.current?.querySelectorAll<HTMLElement>("[role=tab]")[next]?.focus();
  };
  return (
    <>
      <div className="node-tabs">
        <div
          ref={strip}
          role="tablist"
          aria-label="Node details"
          className="node-tab-strip"
          onKeyDown={onKeyDown}
        >
          {TABS.map(({ tab, name, count, termId }) => (
            <button
              key={tab}
              type="button"
              role="tab"
              data-tab={tab}
              id={`${id}-${tab}`}
              aria-selected={tab === active}
              aria-controls={tab === active ? `${id}-panel` : undefined}
              tabIndex={tab === active ? 0 : -1}
              className="node-tab"
              title={termId && plainText(termId)}
              onClick={() => setTab(tab)}
            >
              {name}
              <TabCount count={count?.(node) ?? 0} />
            </button>
          ))}
        </div>
        {side && (
          // A mouse without a sideways wheel needs it; keys walk the tabs themselves.
          <button
            type="button"
            className="node-tab-more"
            aria-hidden="true"
            tabIndex={-1}
            title="More tabs"
            onClick={scroll}
          >
            {side === "right" ? <ChevronRight size={14} /> : <ChevronLeft size={14} />}
          </button>
        )}
      </div>
      <div
        ref={scroller}
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${active}`}
        tabIndex={0}
        className={`node-tab-panel ${active}`}
        {...handlers}
      >
        <TabBody key={place} tab={active} node={node} />
      </div>
    </>
  );
}

function TabCount({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="node-tab-count" aria-hidden="true">
      {formatCount(count)}
    </span>
  );
}

function TabBody({ tab, node }: { tab: InspectorTab; node: NodeDetails }) {
  const { nodeId } = node.row;
  switch (tab) {
    case "overview":
      return <Overview node={node} />;
    case "content":
      return <ContentTab nodeId={nodeId} />;
    case "attributes":
    case "extras":
      return <JsonTab nodeId={nodeId} column={tab} />;
    case "files":
      return <FilesTab nodeId={nodeId} />;
    case "links":
      return <Links nodeId={nodeId} />;
    case "log":
      return <Log node={node} />;
    case "comments":
      return <Comments nodeId={nodeId} />;
  }
}

function nextOf(key: string, at: number): number | null {
  if (key === "ArrowRight") return (at + 1) % TABS.length;
  if (key === "ArrowLeft") return (at - 1 + TABS.length) % TABS.length;
  if (key === "Home") return 0;
  if (key === "End") return TABS.length - 1;
  return null;
}
