import { Flag } from "lucide-react";
import { type DragEvent, memo, type MouseEvent } from "react";
import { isProcess, nodeFamily, nodeTitle, type NodeRow } from "../../../shared/model/node.ts";
import { processOutcome, processStateText } from "../../../shared/model/process-state.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { BlankMark } from "../../components/BlankMark.tsx";
import { exactTime } from "../../components/time-text.ts";
import type { Standing } from "../../queries/standing.ts";
import { createdText } from "../../components/created-text.ts";

export interface TableRowProps {
  nodeId: number;
  /** Undefined while it is being read. */
  row: NodeRow | undefined;
  index: number;
  place: { height: number; transform: string };
  isMarked: boolean;
  isFocused: boolean;
  /** How it stands to the export; null while the basket is empty. */
  standing: Standing | null;
  /** The sender of the archive chose it. */
  isStart: boolean;
  oneDay: boolean;
  onClick: (event: MouseEvent, index: number) => void;
  onDoubleClick: (index: number) => void;
  onMenu: (event: MouseEvent, index: number) => void;
  onDragStart: (event: DragEvent, index: number) => void;
}

export const rowElementId = (nodeId: number) => `node-row-${nodeId}`;

/** One node of the table. */
export function TableRow(props: TableRowProps) {
  const { nodeId, row, index, isMarked, isFocused } = props;
  const classes = ["table-row", "table-node"];
  if (isMarked) classes.push("is-marked");
  if (isFocused) classes.push("is-focused");
  return (
    <div
      role="row"
      id={rowElementId(nodeId)}
      aria-rowindex={index + 2}
      aria-selected={isMarked}
      className={classes.join(" ")}
      style={props.place}
      draggable
      onClick={(event) => props.onClick(event, index)}
      onDoubleClick={() => props.onDoubleClick(index)}
      onContextMenu={(event) => props.onMenu(event, index)}
      onDragStart={(event) => props.onDragStart(event, index)}
    >
      <div role="gridcell" aria-colindex={1} className="table-cell cell-pk mono">
        <BasketMark standing={props.standing} />
        {nodeId}
      </div>
      {row ? (
        <Cells row={row} isStart={props.isStart} oneDay={props.oneDay} />
      ) : (
        <div role="gridcell" className="table-cell is-loading">
          …
        </div>
      )}
    </div>
  );
}

interface CellsProps {
  row: NodeRow;
  isStart: boolean;
  oneDay: boolean;
}

/** What is known of a node; memoized, since scrolling draws every row anew and times are slow to write. */
const Cells = memo(function Cells({ row, isStart, oneDay }: CellsProps) {
  const title = escapeLine(nodeTitle(row));
  const label = escapeLine(row.label);
  return (
    <>
      <div role="gridcell" aria-colindex={2} className="table-cell cell-uuid mono" title={row.uuid}>
        {row.uuid.slice(0, 8)}
      </div>
      <div
        role="gridcell"
        aria-colindex={3}
        className="table-cell cell-type"
        title={`${title}\n${escapeLine(row.nodeType)}`}
      >
        <span className={`family-mark ${nodeFamily(row.nodeType)}`} aria-hidden="true" />
        <span className="cell-text">{title}</span>
      </div>
      <div role="gridcell" aria-colindex={4} className="table-cell cell-label" title={label}>
        {isStart && (
          <span className="start-mark" title="Chosen by the sender of this archive">
            <Flag size={12} aria-hidden="true" />
            <span className="visually-hidden">chosen by the sender </span>
          </span>
        )}
        <span className="cell-text">
          {label}
          {label !== "" && <BlankMark of={label} />}
        </span>
      </div>
      <div role="gridcell" aria-colindex={5} className="table-cell cell-state">
        {(isProcess(row.nodeType) || row.processState !== null) && <StateText row={row} />}
      </div>
      <div role="gridcell" aria-colindex={6} className="table-cell cell-ctime" title={exactTime(row.ctime)}>
        {createdText(row.ctime, oneDay)}
      </div>
      <div role="gridcell" aria-colindex={7} className="table-cell cell-user" title={escapeLine(row.user)}>
        <span className="cell-text">{escapeLine(row.user)}</span>
      </div>
    </>
  );
});

const SIGNS = { ok: "✓", failed: "✕", open: "·" };

function StateText({ row }: { row: NodeRow }) {
  const outcome = processOutcome(row.processState, row.exitStatus);
  const text = escapeLine(processStateText(row.processState, row.exitStatus));
  return (
    <span className={`state-text is-${outcome}`} title={text}>
      <span className="state-sign" aria-hidden="true">
        {SIGNS[outcome]}
      </span>
      {text}
    </span>
  );
}

/** A solid dot: chosen. A dotted ring: added by a rule. */
function BasketMark({ standing }: { standing: Standing | null }) {
  if (!standing) return null;
  if (standing.kind === "left-out") return <span className="basket-mark" />;
  const text = standing.kind === "chosen" ? "chosen for export" : `added by ${standing.rule}`;
  return (
    <span className="basket-mark" title={text}>
      <span className={`ring ${standing.kind}`} aria-hidden="true" />
      <span className="visually-hidden">{text} </span>
    </span>
  );
}
