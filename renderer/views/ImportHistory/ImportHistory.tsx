import { useQuery } from "@tanstack/react-query";
import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { askUndo, showHistory, useHistoryRequest } from "../../state/history-request.ts";
import { useSourceId } from "../../state/source-view.ts";
import { HistoryList } from "./HistoryList.tsx";
import { UndoForm } from "./UndoForm.tsx";
import "./ImportHistory.css";

/** The imports into the library at hand: what came when, from where, and how to take one back. */
export function ImportHistory() {
  const own = useSourceId();
  const { sourceId, undoing } = useHistoryRequest();
  useCommand("import-history", () => showHistory(own));
  const close = () => showHistory(null);
  const isOpen = sourceId === own;
  return (
    <Dialog
      title={undoing === null ? "Import history" : "Undo this import"}
      isOpen={isOpen}
      onClose={close}
      className="history-dialog"
    >
      {isOpen && <Content undoing={undoing} />}
    </Dialog>
  );
}

function Content({ undoing }: { undoing: number | null }) {
  const sourceId = useSourceId();
  const history = useQuery(engineQuery(sourceId, "library.history", {}));
  if (history.error) {
    return (
      <ErrorNotice error={history.error} action={{ label: "Try again", run: () => void history.refetch() }} />
    );
  }
  if (!history.data) return <p className="history-note">Reading the history…</p>;
  const entry = history.data.find(({ importId }) => importId === undoing);
  if (entry) return <UndoForm key={entry.importId} entry={entry} onBack={() => askUndo(null)} />;
  return <HistoryList entries={history.data} />;
}
