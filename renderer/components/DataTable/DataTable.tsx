import { useRef } from "react";
import { useRows } from "../use-rows.ts";
import "./DataTable.css";

export interface DataColumn {
  key: string;
  name: string;
  isNumber: boolean;
  /** Characters that fit. */
  width: number;
}

interface DataTableProps {
  label: string;
  columns: readonly DataColumn[];
  rowCount: number;
  /** Text of a cell; undefined while it is on its way. */
  cell: (row: number, column: number) => string | undefined;
  /** Rows in sight at most; more scroll. */
  height?: number;
  /** Told which rows are in sight when that changes by a render: the caller fetches them. */
  onRows?: (first: number, last: number) => void;
}

/** A table of plain text cells of any length; only the rows in sight exist. */
export function DataTable({ label, columns, rowCount, cell, height = 14, onRows }: DataTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRows(scroller, rowCount, "tree");
  const items = virtual.getVirtualItems();
  onRows?.(items[0]?.index ?? 0, items.at(-1)?.index ?? 0);
  // The first column names the rows and keeps its width; the others share what is left.
  const grid = {
    gridTemplateColumns: columns
      .map(({ width }, i) => (i === 0 ? `${width + 2}ch` : `minmax(${width + 2}ch, 1fr)`))
      .join(" "),
    minWidth: `${columns.reduce((sum, { width }) => sum + width + 2, 0)}ch`,
  };
  return (
    <div
      ref={scroller}
      role="table"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      tabIndex={0}
      className="data-table selectable"
      style={{ height: `calc(${Math.min(rowCount, height) + 1} * var(--row-tree) + 0.75rem)` }}
    >
      <div role="row" aria-rowindex={1} className="data-head" style={grid}>
        {columns.map(({ key, name, isNumber }) => (
          <span key={key} role="columnheader" className={isNumber ? "data-cell number" : "data-cell"}>
            {name || <span className="visually-hidden">{key}</span>}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="data-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, size }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="data-row"
            style={{ ...grid, height: size, transform: `translateY(${start}px)` }}
          >
            {columns.map(({ key, isNumber }, column) => {
              const text = cell(index, column);
              return (
                <span
                  key={key}
                  role="cell"
                  className={isNumber ? "data-cell number" : "data-cell"}
                  title={text}
                >
                  {text ?? "…"}
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
