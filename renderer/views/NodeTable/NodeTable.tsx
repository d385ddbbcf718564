import { useMemo } from "react";
import { runCommand } from "../../commands/commands.ts";
import { titleWithKeys } from "../../commands/keys.ts";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { countOf, formatCount } from "../../components/number-text.ts";
import { useIsEditable } from "../../state/editable.ts";
import { countIn } from "../../state/id-set.ts";
import { useView, useViewActions } from "../../state/source-view.ts";
import { HoldsNone } from "../HoldsNone.tsx";
import { NodeGrid } from "./NodeGrid.tsx";
import { useNodeList } from "./use-node-rows.ts";
import "./NodeTable.css";

/** The table of all nodes that pass the filters: how many, what can be done with them, and the grid. */
export function NodeTable() {
  const { data, error, isPlaceholderData, refetch } = useNodeList();
  const { setFilter } = useViewActions();
  if (error) {
    return (
      <div className="node-table">
        <ErrorNotice error={error} action={{ label: "Try again", run: () => void refetch() }} />
      </div>
    );
  }
  if (!data) return <p className="node-table table-empty">Reading the list of nodes…</p>;
  const { nodeIds, total } = data;
  return (
    <div className="node-table">
      <TableTools nodeIds={nodeIds} total={total} />
      <NodeGrid nodeIds={nodeIds} isStale={isPlaceholderData} />
      {nodeIds.length === 0 && total === 0 && (
        <p className="table-empty">
          Nodes would be listed here. <HoldsNone />
        </p>
      )}
      {nodeIds.length === 0 && total > 0 && (
        <div className="table-empty">
          <p>No node passes the filters.</p>
          <button type="button" className="button" onClick={() => setFilter({})}>
            Show all {countOf(total, "node")}
          </button>
        </div>
      )}
    </div>
  );
}

function TableTools({ nodeIds, total }: { nodeIds: Int32Array; total: number }) {
  const markedIds = useView((view) => view.markedIds);
  // Marked nodes that the filters leave out of the list: "Add selected" takes them too.
  const unlisted = useMemo(
    () => (nodeIds.length === total ? 0 : markedIds.size - countIn(markedIds, nodeIds)),
    [nodeIds, total, markedIds],
  );
  const shown = nodeIds.length;
  const { addToBasket } = useViewActions();
  const isEditable = useIsEditable();
  return (
    <div className="table-tools">
      <p role="status" aria-label="Rows" className="table-count">
        {formatCount(shown)} of {countOf(total, "node")}
        {markedIds.size > 0 && ` · ${formatCount(markedIds.size)} selected`}
        {unlisted > 0 && `, ${formatCount(unlisted)} of them not listed here`}
      </p>
      <div className="table-buttons">
        <button
          type="button"
          className="button table-tool"
          disabled={markedIds.size === 0}
          title={titleWithKeys("Choose the selected nodes for export", "basket-add")}
          onClick={() => addToBasket(markedIds)}
        >
          <span>
            Add selected<span className="table-tool-rest"> to basket</span>
          </span>
        </button>
        {isEditable && (
          <button
            type="button"
            className="button table-tool"
            disabled={markedIds.size === 0}
            title="Put the selected nodes into a group"
            onClick={() => runCommand("group-add", { nodeIds: [...markedIds] })}
          >
            Add to group…
          </button>
        )}
        <SaveButton command="save-csv" format="CSV" isEmpty={shown === 0} />
        <SaveButton command="save-json" format="JSON" isEmpty={shown === 0} />
      </div>
    </div>
  );
}

function SaveButton({ command, format, isEmpty }: { command: string; format: string; isEmpty: boolean }) {
  const name = `Save rows as ${format}…`;
  return (
    <button
      type="button"
      className="button table-tool"
      aria-label={name}
      title={name}
      disabled={isEmpty}
      onClick={() => runCommand(command)}
    >
      {format}…
    </button>
  );
}
