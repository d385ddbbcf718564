import { useQuery } from "@tanstack/react-query";
import { versionWords } from "../../../shared/text/version-words.ts";
import { runCommand } from "../../commands/commands.ts";
import { countOf, formatCount } from "../../components/number-text.ts";
import { engineQuery } from "../../queries/engine-query.ts";
import { usePanesDrawn } from "../../state/panes-drawn.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { type SourceTab, useSources } from "../../state/sources.ts";
import { Jobs } from "./Jobs.tsx";
import { isFiltering, processWords, writtenWords } from "./summary-words.ts";
import { Warnings } from "./Warnings.tsx";
import "./StatusBar.css";

/** The line at the bottom: what is in the file, what is shown of it, what is being written. */
export function StatusBar() {
  const tab = useSources(({ tabs, activeId }) => tabs.find((one) => one.info.sourceId === activeId) ?? null);
  const areDrawn = usePanesDrawn(tab);
  return (
    <footer className="status-bar">
      {tab?.summary && (areDrawn || tab.status === "failed") ? (
        <Summary tab={tab} summary={tab.summary} />
      ) : (
        <span role="status" aria-label="Source summary" className="status-summary">
          {tab
            ? `${tab.status === "failed" ? "Not opened" : "Opening"}: ${tab.info.name}`
            : "No archive is open"}
        </span>
      )}
      <Jobs />
    </footer>
  );
}

function Summary({ tab, summary }: { tab: SourceTab; summary: NonNullable<SourceTab["summary"]> }) {
  const { nodes, links } = summary.counts;
  const process = processWords(summary);
  return (
    <>
      <span role="status" aria-label="Source summary" className="status-summary">
        <span>
          {countOf(nodes, "node")} · {countOf(links, "link")}
        </span>
        {process.text !== "" && (
          <span className={process.isBad ? "status-failed" : undefined}>
            {process.isBad && "✕ "}
            {process.text}
          </span>
        )}
        <ShownCount total={nodes} />
        <FilterCount />
        {summary.kind !== "store" && <span className="status-written">{writtenWords(summary)}</span>}
        {tab.status === "opening" && <span>reopening…</span>}
        <span className="status-right">
          {versionWords(summary)}
          {summary.kind === "store"
            ? summary.isEditable
              ? " · library"
              : " · AiiDA profile folder, read-only · "
            : containerWords(summary)}
          {summary.kind === "store" && !summary.isEditable && (
            <button type="button" className="link-button" onClick={() => runCommand("allow-changes")}>
              Allow changes…
            </button>
          )}
        </span>
      </span>
      <Warnings warnings={summary.warnings} />
    </>
  );
}

function containerWords({ container, losses }: NonNullable<SourceTab["summary"]>): string {
  return `${container === "zip" ? "" : `, ${container}`} · ${losses ? "read-only, damaged" : "opened read-only"}`;
}

function ShownCount({ total }: { total: number }) {
  const shown = useView((view) => view.shown?.size ?? null);
  const mode = useView((view) => view.mode);
  if (shown === null || mode === "table") return null;
  return (
    <span>
      {formatCount(shown)} of {countOf(total, "node")} shown
    </span>
  );
}

function FilterCount() {
  const filter = useView((view) => view.filter);
  const sort = useView((view) => view.sort);
  const { setFilter } = useViewActions();
  const isOn = isFiltering(filter);
  const list = useQuery({ ...engineQuery(useSourceId(), "nodes.list", { filter, sort }), enabled: isOn });
  if (!isOn || !list.data) return null;
  return (
    <span>
      {countOf(list.data.nodeIds.length, "node matches", "nodes match")} the filters ·{" "}
      <button
        type="button"
        className="link-button"
        aria-label="Clear the filters"
        onClick={() => setFilter({})}
      >
        clear
      </button>
    </span>
  );
}
