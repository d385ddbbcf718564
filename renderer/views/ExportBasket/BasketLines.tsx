import { X } from "lucide-react";
import { isProcess, nodeFamily, nodeTitle } from "../../../shared/model/node.ts";
import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { nodeEntries } from "../../commands/node-menu.ts";
import { openMenu } from "../../components/ContextMenu/open-menu.ts";
import { useSourceId, useView, useViewActions } from "../../state/source-view.ts";
import { useNodeRow } from "./use-node-row.ts";

interface NodeLineProps {
  nodeIds: readonly number[] | Int32Array;
  index: number;
  onRemove?: () => void;
}

/** One node of a list: what it is, how it ended; pointing at it draws its trail, a click goes there. */
export function NodeLine({ nodeIds, index, onRemove }: NodeLineProps) {
  const nodeId = nodeIds[index]!; // lines exist for the nodes of the list only
  const row = useNodeRow(nodeIds, index);
  const isFocused = useView((view) => view.focusedId === nodeId);
  const { choose, setTrail } = useViewActions();
  const sourceId = useSourceId();
  if (!row) return <span className="basket-item is-loading">node {nodeId}</span>;
  const title = nodeTitle(row);
  const hasFailed = processOutcome(row.processState, row.exitStatus) === "failed";
  return (
    <div
      className={isFocused ? "basket-item is-chosen" : "basket-item"}
      onContextMenu={(event) =>
        openMenu(event, "Basket menu", [
          { label: "Go to this node", run: () => choose(nodeId, { center: true }) },
          "line",
          ...nodeEntries(sourceId, [nodeId], {
            from: "elsewhere",
            isNoProcess: !isProcess(row.nodeType),
          }),
          "line",
          { command: "basket-clear" },
        ])
      }
    >
      <button
        type="button"
        className="basket-item-button"
        title={`${title} ${row.label}\n${row.uuid}`}
        aria-describedby="basket-why"
        onClick={() => choose(nodeId, { center: true })}
        onMouseEnter={() => setTrail(nodeId)}
        onMouseLeave={() => setTrail(null)}
        onFocus={() => setTrail(nodeId)}
        onBlur={() => setTrail(null)}
      >
        <span className={`family-mark ${nodeFamily(row.nodeType)}`} aria-hidden="true" />
        <span className="basket-item-text">
          {title} {row.label !== "" && <span className="basket-item-label">{row.label}</span>}{" "}
          {hasFailed && (
            <span className="basket-item-failed">{processStateText(row.processState, row.exitStatus)}</span>
          )}
        </span>
        <span className="mono basket-item-pk">{nodeId}</span>
      </button>
      {onRemove && <RemoveButton name={`${title} (${nodeId})`} onRemove={onRemove} />}
    </div>
  );
}

interface PlainLineProps {
  text: string;
  note: string;
  onRemove: () => void;
}

/** Something chosen that is no single node: a group, or everything. */
export function PlainLine({ text, note, onRemove }: PlainLineProps) {
  return (
    <div
      className="basket-item"
      onContextMenu={(event) =>
        openMenu(event, "Basket menu", [
          { label: "Remove from basket", run: onRemove },
          { command: "basket-clear" },
        ])
      }
    >
      <span className="basket-item-text">
        {text} <span className="basket-item-label">{note}</span>
      </span>
      <RemoveButton name={text} onRemove={onRemove} />
    </div>
  );
}

function RemoveButton({ name, onRemove }: { name: string; onRemove: () => void }) {
  const label = `Remove ${name} from the basket`;
  return (
    <button
      type="button"
      className="icon-button basket-item-remove"
      aria-label={label}
      title={label}
      onClick={onRemove}
    >
      <X size={12} />
    </button>
  );
}
