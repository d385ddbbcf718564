import { type CSSProperties, useEffect, useMemo } from "react";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { useClosure } from "../../queries/basket.ts";
import { useStartingSet } from "../../queries/starting-set.ts";
import { useSourceId, useView } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { type Standing, standingOf } from "../../queries/standing.ts";
import { markStart } from "../../start-marks.ts";
import { COLUMNS } from "./columns.ts";
import { isOfOneDay } from "../../components/created-text.ts";
import { TableHeader } from "./TableHeader.tsx";
import { rowElementId, TableRow } from "./TableRow.tsx";
import { useNodeRows } from "./use-node-rows.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useTableSelection } from "./use-table-selection.ts";

/** The grid itself: of any number of nodes only the rows in sight exist. One tab stop; the active row is the focused node. */
export function NodeGrid({ nodeIds, isStale }: { nodeIds: Int32Array; isStale: boolean }) {
  const focusedId = useView((view) => view.focusedId);
  const focusedIndex = useMemo(
    () => (focusedId === null ? -1 : nodeIds.indexOf(focusedId)),
    [nodeIds, focusedId],
  );
  const { scroller, boxHeight, pageRows, rows: places, showRow } = useRowWindow(nodeIds.length, focusedIndex);
  const { rows, error, retry } = useNodeRows(nodeIds, places[0]?.index ?? 0, places.at(-1)?.index ?? 0);
  const markedIds = useView((view) => view.markedIds);
  const selection = useTableSelection({ nodeIds, pageRows });
  const standing = useStanding();
  const startIds = useStartingSet();
  const { oneDay, manyOwners } = useSpread();
  const pkWidth = useMemo(() => ({ "--pk": `${pkRem(nodeIds)}rem` }) as CSSProperties, [nodeIds]);
  useEffect(() => showRow(focusedIndex), [showRow, focusedIndex]);
  useEffect(() => {
    if (rows.size > 0) markStart("stemma:rows");
  }, [rows]);

  const isFocusedInSight = places.some(({ index }) => index === focusedIndex);
  return (
    <>
      {error && <ErrorNotice error={error} action={{ label: "Try again", run: retry }} />}
      <div
        ref={scroller}
        role="grid"
        aria-label="Nodes"
        aria-multiselectable="true"
        aria-rowcount={nodeIds.length + 1}
        aria-colcount={COLUMNS.length}
        aria-activedescendant={isFocusedInSight && focusedId !== null ? rowElementId(focusedId) : undefined}
        tabIndex={0}
        className={[
          "table-grid",
          isStale ? "is-stale" : "",
          oneDay ? "" : "has-days",
          manyOwners ? "has-owners" : "",
        ].join(" ")}
        style={pkWidth}
        data-empty={nodeIds.length === 0}
        onKeyDown={selection.onKeyDown}
      >
        <TableHeader />
        <div role="rowgroup" className="table-box" style={{ height: boxHeight }}>
          {places.map(({ index, top, size }) => {
            const nodeId = nodeIds[index];
            if (nodeId === undefined) return null; // the list just got shorter
            return (
              <TableRow
                key={nodeId}
                nodeId={nodeId}
                row={rows.get(nodeId)}
                index={index}
                place={{ height: size, transform: `translateY(${top}px)` }}
                isMarked={markedIds.has(nodeId)}
                isFocused={nodeId === focusedId}
                standing={standing(nodeId)}
                isStart={startIds.has(nodeId)}
                oneDay={oneDay}
                onClick={selection.onRowClick}
                onDoubleClick={selection.onRowDoubleClick}
                onMenu={selection.onRowMenu}
                onDragStart={selection.onRowDrag}
              />
            );
          })}
        </div>
      </div>
    </>
  );
}

/** How a node stands to the export; null while the basket is empty. What was chosen shows before the links are followed. */
function useStanding(): (nodeId: number) => Standing | null {
  const closure = useClosure().data;
  const { all, nodeIds } = useView((view) => view.basket);
  return (nodeId) => {
    if (all || nodeIds.has(nodeId)) return { kind: "chosen" };
    return closure ? standingOf(closure, nodeId) : null;
  };
}

/** Room for the longest PK beside its mark: a digit of the monospaced 12 px takes 0.46 rem. */
function pkRem(nodeIds: Int32Array): number {
  let most = 0;
  for (const id of nodeIds) if (id > most) most = id;
  const longest = String(most).length;
  return Math.max(4, 2.2 + longest * 0.46);
}

/** What the nodes of the source differ in: a column where all are the same is worth less room. */
function useSpread(): { oneDay: boolean; manyOwners: boolean } {
  const sourceId = useSourceId();
  const summary = useSources(({ tabs }) => tabs.find((tab) => tab.info.sourceId === sourceId)?.summary);
  return {
    oneDay: summary ? isOfOneDay(summary.firstNodeAt, summary.lastNodeAt) : false,
    manyOwners: (summary?.counts.users ?? 1) > 1,
  };
}
