import { ArrowLeft, ArrowRight } from "lucide-react";
import { useEffect } from "react";
import { flushSync } from "react-dom";
import { useCommand } from "./commands/commands.ts";
import { SourceLayout } from "./layout/SourceLayout.tsx";
import { closeActiveTab, reloadSource } from "./queries/open-sources.ts";
import { host } from "./ipc/host.ts";
import { changeSettings } from "./state/settings.ts";
import { SourceContext, useView, useViewActions, type ViewMode } from "./state/source-view.ts";
import { type SourceTab, useSources } from "./state/sources.ts";
import { AboutArchive } from "./views/AboutArchive/AboutArchive.tsx";
import { AboutStemma } from "./views/AboutStemma/AboutStemma.tsx";
import { CommandPalette } from "./views/CommandPalette/CommandPalette.tsx";
import { DiskBanner } from "./views/DiskBanner/DiskBanner.tsx";
import { ExportBasket } from "./views/ExportBasket/ExportBasket.tsx";
import { ExportDialog } from "./views/ExportDialog/ExportDialog.tsx";
import { Filters } from "./views/Filters/Filters.tsx";
import { Glossary } from "./views/Glossary/Glossary.tsx";
import { NodePanel } from "./views/NodePanel/NodePanel.tsx";
import { NodeTable } from "./views/NodeTable/NodeTable.tsx";
import { Notices } from "./views/Notices/Notices.tsx";
import { OpeningNotice } from "./views/OpeningNotice/OpeningNotice.tsx";
import { GraphTools } from "./views/ProvenanceGraph/GraphTools.tsx";
import { ProvenanceGraph } from "./views/ProvenanceGraph/ProvenanceGraph.tsx";
import { RulesHelp } from "./views/RulesHelp/RulesHelp.tsx";
import { SearchBox } from "./views/SearchBox/SearchBox.tsx";
import { Settings } from "./views/Settings/Settings.tsx";
import { Shortcuts } from "./views/Shortcuts/Shortcuts.tsx";
import { SourceTabs } from "./views/SourceTabs/SourceTabs.tsx";
import { Start } from "./views/Start/Start.tsx";
import { StatusBar } from "./views/StatusBar/StatusBar.tsx";
import { Tour } from "./views/Tour/Tour.tsx";
import "./app.css";

/** The whole window: title row, the source in front or the start page, status bar, dialogs. */
export function App() {
  const tab = useSources(({ tabs, activeId }) => tabs.find((one) => one.info.sourceId === activeId) ?? null);
  useAppCommands();
  useEffect(() => {
    document.title = tab ? `${tab.info.name} — Stemma` : "Stemma";
  }, [tab]);
  useFileDrop();
  return (
    <SourceContext.Provider value={tab?.info.sourceId ?? ""}>
      <div className="app">
        <header className="title-row">
          {tab && <HistoryButtons />}
          <SourceTabs />
          <div className="title-space" />
          {tab?.status === "open" && <SearchBox />}
          <button type="button" className="button" onClick={() => void host("sources.openDialog", {})}>
            Open…
          </button>
        </header>
        {tab ? (
          <main className="source-main" aria-label={tab.info.name}>
            <h1 className="visually-hidden">{tab.info.name}</h1>
            <SourceTabPanel key={tab.info.sourceId} tab={tab} />
          </main>
        ) : (
          <Start />
        )}
        <StatusBar />
        <Notices />
        <CommandPalette />
        <Settings />
        <Shortcuts />
        <AboutStemma />
        <RulesHelp />
        <Glossary />
        <Tour />
      </div>
    </SourceContext.Provider>
  );
}

/** One source: what stands in its way, or its panes. The panes stay while an engine restarts. */
function SourceTabPanel({ tab }: { tab: SourceTab }) {
  const { sourceId } = tab.info;
  return (
    <div
      role="tabpanel"
      id={`panel-${sourceId}`}
      aria-labelledby={`tab-${sourceId}`}
      className="source-panel"
    >
      <DiskBanner tab={tab} />
      {(tab.status === "failed" || tab.status === "lost" || !tab.summary) && <OpeningNotice tab={tab} />}
      {tab.summary && tab.status !== "failed" && (
        <>
          <SourceCommands sourceId={sourceId} />
          <SourceLayout
            filters={<Filters />}
            tools={<GraphTools />}
            graph={<ProvenanceGraph />}
            table={<NodeTable />}
            inspector={<NodePanel />}
            basket={<ExportBasket />}
          />
          <ExportDialog />
          <AboutArchive />
        </>
      )}
    </div>
  );
}

function HistoryButtons() {
  const canGoBack = useView((view) => view.back.length > 0);
  const canGoForward = useView((view) => view.forward.length > 0);
  const { goBack, goForward } = useViewActions();
  return (
    <div className="history-buttons">
      <button
        type="button"
        className="icon-button"
        aria-label="Back"
        title="Back (Alt+←)"
        disabled={!canGoBack}
        onClick={goBack}
      >
        <ArrowLeft size={16} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Forward"
        title="Forward (Alt+→)"
        disabled={!canGoForward}
        onClick={goForward}
      >
        <ArrowRight size={16} />
      </button>
    </div>
  );
}

/** Commands that need no source. */
function useAppCommands(): void {
  useCommand("open", () => void host("sources.openDialog", {}));
  useCommand("open-folder", () => void host("sources.openDialog", { folder: true }));
  useCommand("open-sample", () => void host("sources.openSample", {}));
  useCommand("close-tab", () => {
    if (useSources.getState().activeId) closeActiveTab();
    else void host("window.command", { command: "close-window" });
  });
  useCommand("reopen-tab", () => void host("sources.reopenClosed", {}));
  useCommand("theme-system", () => void changeSettings({ theme: "system" }));
  useCommand("theme-light", () => void changeSettings({ theme: "light" }));
  useCommand("theme-dark", () => void changeSettings({ theme: "dark" }));
}

/** Commands of the source in front that belong to no single view. */
function SourceCommands({ sourceId }: { sourceId: string }) {
  const actions = useViewActions();
  useCommand("undo", actions.undo);
  useCommand("redo", actions.redo);
  useCommand("back", actions.goBack);
  useCommand("forward", actions.goForward);
  useCommand("view-graph", () => actions.setMode("graph"));
  useCommand("view-table", () => actions.setMode("table"));
  useCommand("view-split", () => actions.setMode("split"));
  useCommand("clear-filters", () => actions.setFilter({}));
  useCommand("reload-source", () => void reloadSource(sourceId));
  const mode = useView((view) => view.mode);
  const openBeside = (hiddenIn: ViewMode) => {
    if (mode === hiddenIn) flushSync(() => actions.setMode("split")); // it must be there to take the focus
  };
  useCommand("focus-graph", () => {
    openBeside("table");
    focusInside("[role=application][aria-label='Graph canvas']");
  });
  useCommand("focus-table", () => {
    openBeside("graph");
    focusInside("[role=grid][aria-label='Nodes']");
  });
  useCommand("focus-node", () => focusInside("[role=region][aria-label='Node'], section[aria-label='Node']"));
  useCommand("focus-basket", () => focusInside("section[aria-label='Export basket']"));
  useCommand("focus-filters", () => focusInside("section[aria-label='Filters']"));
  return null;
}

/** Move the keyboard focus to a part of the window: the part itself if it takes focus, else its first control. */
function focusInside(selector: string): void {
  const part = document.querySelector<HTMLElement>(selector);
  const inner = part?.querySelector<HTMLElement>("[tabindex='0'], button:not(:disabled), input");
  (part?.tabIndex === 0 ? part : inner)?.focus();
}

/** Files dropped anywhere open; the paths never pass through the page. */
function useFileDrop(): void {
  useEffect(() => {
    const allow = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "copy";
    };
    const open = (event: DragEvent) => {
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length > 0) void window.stemma.openDropped(files);
    };
    window.addEventListener("dragover", allow);
    window.addEventListener("drop", open);
    return () => {
      window.removeEventListener("dragover", allow);
      window.removeEventListener("drop", open);
    };
  }, []);
}
