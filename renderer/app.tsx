import { useEffect } from "react";
import { useAppCommands } from "./commands/app-commands.ts";
import { runCommand } from "./commands/commands.ts";
import { titleWithKeys } from "./commands/keys.ts";
import { useImportCommands } from "./commands/import-commands.ts";
import { useLibraryCommands } from "./commands/library-commands.ts";
import { useMenuSync } from "./commands/menu-sync.ts";
import { useNodeCommands } from "./commands/node-commands.ts";
import { useSaveAsCurrent } from "./commands/save-as-current.ts";
import { useTabCommands } from "./commands/tab-commands.ts";
import { useViewCommands } from "./commands/view-commands.ts";
import { ContextMenu } from "./components/ContextMenu/ContextMenu.tsx";
import { listenForMenus } from "./components/ContextMenu/menu-keys.ts";
import { SourceLayout } from "./layout/SourceLayout.tsx";
import { usePanesDrawn } from "./state/panes-drawn.ts";
import { SourceContext } from "./state/source-view.ts";
import { type SourceTab, useSources } from "./state/sources.ts";
import { AboutArchive } from "./views/AboutArchive/AboutArchive.tsx";
import { AboutStemma } from "./views/AboutStemma/AboutStemma.tsx";
import { CheckArchive } from "./views/CheckArchive/CheckArchive.tsx";
import { CommandPalette } from "./views/CommandPalette/CommandPalette.tsx";
import { DamageBanner } from "./views/DamageBanner/DamageBanner.tsx";
import { DeleteDialog } from "./views/DeleteDialog/DeleteDialog.tsx";
import { DiskBanner } from "./views/DiskBanner/DiskBanner.tsx";
import { DropChoice } from "./views/DropChoice/DropChoice.tsx";
import { DropTarget } from "./views/DropTarget/DropTarget.tsx";
import { ExportBasket } from "./views/ExportBasket/ExportBasket.tsx";
import { ExportDialog } from "./views/ExportDialog/ExportDialog.tsx";
import { Filters } from "./views/Filters/Filters.tsx";
import { Glossary } from "./views/Glossary/Glossary.tsx";
import { HistoryButtons } from "./views/HistoryButtons/HistoryButtons.tsx";
import { GroupDialogs } from "./views/GroupDialogs/GroupDialogs.tsx";
import { ImportAddress } from "./views/ImportAddress/ImportAddress.tsx";
import { ImportDialog } from "./views/ImportDialog/ImportDialog.tsx";
import { ImportHistory } from "./views/ImportHistory/ImportHistory.tsx";
import { MaintainDialog } from "./views/MaintainDialog/MaintainDialog.tsx";
import { NodePanel } from "./views/NodePanel/NodePanel.tsx";
import { NodeTable } from "./views/NodeTable/NodeTable.tsx";
import { Notices } from "./views/Notices/Notices.tsx";
import { OpeningNotice } from "./views/OpeningNotice/OpeningNotice.tsx";
import { GraphTools } from "./views/ProvenanceGraph/GraphTools.tsx";
import { OpenProfile } from "./views/OpenProfile/OpenProfile.tsx";
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
  const isListed = useSources((state) => state.isListed); // before, tabs of the last time may be on their way
  useAppCommands();
  useTabCommands();
  useImportCommands();
  useLibraryCommands();
  useMenuSync();
  useEffect(listenForMenus, []);
  useEffect(() => {
    document.title = tab ? `${tab.info.name} — Stemma` : "Stemma";
  }, [tab]);
  return (
    <SourceContext.Provider value={tab?.info.sourceId ?? ""}>
      <div className="app">
        <header className="title-row">
          {tab && <HistoryButtons />}
          <SourceTabs />
          <div className="title-space" />
          {tab?.status === "open" && <SearchBox />}
          <button
            type="button"
            className="button"
            title={titleWithKeys("Open an archive", "open")}
            onClick={() => runCommand("open")}
          >
            Open…
          </button>
          <button
            type="button"
            className="button"
            title={titleWithKeys("Import archives into the library", "import")}
            onClick={() => runCommand("import")}
          >
            Import…
          </button>
        </header>
        {tab ? (
          <main className="source-main" aria-label={tab.info.name}>
            <h1 className="visually-hidden">{tab.info.name}</h1>
            <SourceTabPanel key={tab.info.sourceId} tab={tab} />
          </main>
        ) : (
          isListed && <Start />
        )}
        <StatusBar />
        <Notices />
        <DropTarget />
        <CommandPalette />
        <OpenProfile />
        <ContextMenu />
        <Settings />
        <Shortcuts />
        <AboutStemma />
        <RulesHelp />
        <Glossary />
        <ImportDialog />
        <ImportAddress />
        <DropChoice />
        <Tour />
      </div>
    </SourceContext.Provider>
  );
}

/** One source: what stands in its way, or its panes. The panes stay while an engine restarts. */
function SourceTabPanel({ tab }: { tab: SourceTab }) {
  const { sourceId } = tab.info;
  const areDrawn = usePanesDrawn(tab);
  return (
    <div
      role="tabpanel"
      id={`panel-${sourceId}`}
      aria-labelledby={`tab-${sourceId}`}
      className="source-panel"
    >
      <DiskBanner tab={tab} />
      {(tab.status === "lost" || !areDrawn) && <OpeningNotice tab={tab} />}
      {tab.summary && areDrawn && (
        <>
          <SourceCommands />
          <DamageBanner tab={tab} />
          <SourceLayout
            filters={<Filters />}
            tools={<GraphTools />}
            graph={<ProvenanceGraph />}
            table={<NodeTable />}
            inspector={<NodePanel />}
            basket={<ExportBasket />}
          />
          <ExportDialog />
          {tab.summary.isEditable && (
            <>
              <GroupDialogs />
              <MaintainDialog />
              <DeleteDialog />
              <ImportHistory />
            </>
          )}
          <AboutArchive />
        </>
      )}
      <CheckArchive />
    </div>
  );
}

/** Commands of the source in front that belong to no single view. */
function SourceCommands() {
  useViewCommands();
  useNodeCommands();
  useSaveAsCurrent();
  return null;
}
