import { useQuery } from "@tanstack/react-query";
import { undoReasonText } from "../../../shared/text/undo-words.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { engineQuery } from "../../queries/engine-query.ts";
import { showHistory } from "../../state/history-request.ts";
import { useSourceId, viewActions } from "../../state/source-view.ts";
import type { ImportEntry } from "./HistoryList.tsx";
import { runUndo } from "./run-undo.ts";
import { besideWords, goneWords, type UndoPreview } from "./undo-preview-words.ts";

/** What undoing an import would take away and bring back; or why it cannot be undone, with the way to what is in the way. */
export function UndoForm({ entry, onBack }: { entry: ImportEntry; onBack: () => void }) {
  const sourceId = useSourceId();
  const { importId, file } = entry;
  const preview = useQuery({
    ...engineQuery(sourceId, "library.undoPreview", { importId }),
    gcTime: 0,
    staleTime: 0,
  });
  const isPossible = preview.data?.reasons.length === 0;
  return (
    <form
      className="undo-body"
      onSubmit={(event) => {
        event.preventDefault();
        showHistory(null);
        void runUndo(sourceId, entry);
      }}
    >
      <p className="undo-what">
        Import {importId}: <strong>{escapeLine(file.name)}</strong>
      </p>
      {preview.error && (
        <ErrorNotice
          error={preview.error}
          action={{ label: "Try again", run: () => void preview.refetch() }}
        />
      )}
      {preview.isPending && <ProgressLine progress={null} label="Looking what would go" />}
      {preview.data &&
        (isPossible ? <Possible preview={preview.data} /> : <Reasons preview={preview.data} />)}
      <div className="undo-buttons">
        <button type="button" className="button" data-first-focus="" onClick={onBack}>
          Back to the history
        </button>
        <button type="submit" className="button danger" disabled={!isPossible}>
          Undo import
        </button>
      </div>
    </form>
  );
}

function Possible({ preview }: { preview: UndoPreview }) {
  const { groupLabels } = preview;
  return (
    <div role="status" aria-label="What would be undone">
      <p>
        Nothing else depends on what came with it. These go: <strong>{goneWords(preview)}</strong>
        {groupLabels.length > 0 && <> (“{groupLabels.map(escapeLine).join("”, “")}”)</>}.
      </p>
      {besideWords(preview).map((line) => (
        <p key={line} className="history-note">
          {line}
        </p>
      ))}
      <p className="history-note">
        The file can be imported again. What the import brought is not kept otherwise.
      </p>
    </div>
  );
}

function Reasons({ preview: { reasons } }: { preview: UndoPreview }) {
  const sourceId = useSourceId();
  const show = (nodeIds: readonly number[]) => {
    showHistory(null);
    const actions = viewActions(sourceId);
    actions.setFilter({});
    actions.addShown(nodeIds);
    const [first] = nodeIds;
    actions.mark(nodeIds, first ?? null);
    if (first !== undefined) actions.centerOn(first);
  };
  return (
    <div role="status" aria-label="Why it cannot be undone">
      <p>This import cannot be undone, because something depends on what came with it:</p>
      <ul className="undo-reasons">
        {reasons.map((reason) => (
          <li key={reason.kind}>
            {undoReasonText(reason)}
            {reason.nodeIds.length > 0 && (
              <button
                type="button"
                className="link-button"
                aria-label={`Show nodes: ${undoReasonText(reason)}`}
                onClick={() => show(reason.nodeIds)}
              >
                {reason.nodes > reason.nodeIds.length ? `Show the first ${reason.nodeIds.length}` : "Show"}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
