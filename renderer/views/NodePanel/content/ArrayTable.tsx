import { useQueries } from "@tanstack/react-query";
import { useState } from "react";
import { DataTable } from "../../../components/DataTable/DataTable.tsx";
import { ErrorNotice } from "../../../components/ErrorNotice.tsx";
import { formatCount } from "../../../components/number-text.ts";
import { MAX_ROWS } from "../../../components/use-rows.ts";
import { engineQuery } from "../../../queries/engine-query.ts";
import { useSourceId } from "../../../state/source-view.ts";
import type { ArrayInfo } from "./ArraysContent.tsx";

const PAGE = 100; // rows of one call
const COLUMNS = 50; // columns of one call

/** One array as a table, read by pages as it is scrolled; the axes before the last two are fixed by fields. */
export function ArrayTable({ nodeId, array }: { nodeId: number; array: ArrayInfo }) {
  const sourceId = useSourceId();
  const { shape, name } = array;
  const leading = shape.slice(0, -2);
  const [slice, setSlice] = useState<number[]>(() => leading.map(() => 0));
  const [column, setColumn] = useState(0);
  const [pages, setPages] = useState<readonly [number, number]>([0, 0]);

  const queries = useQueries({
    queries: Array.from({ length: pages[1] - pages[0] + 1 }, (_, i) =>
      engineQuery(sourceId, "node.array", {
        nodeId,
        name,
        slice,
        row: (pages[0] + i) * PAGE,
        rows: PAGE,
        column,
        columns: COLUMNS,
      }),
    ),
  });
  const error = queries.find((query) => query.error)?.error;
  if (error) return <ErrorNotice error={error} />;
  if (shape.includes(0)) return <p className="node-none">This array is empty.</p>;

  const totalRows = shape.length === 0 ? 1 : shape.length === 1 ? shape[0]! : shape.at(-2)!;
  const totalColumns = shape.length < 2 ? 1 : shape.at(-1)!;
  const shownColumns = Math.min(COLUMNS, totalColumns - column);
  const cells = queries.flatMap((query) => query.data?.cells ?? []);
  const width = Math.min(
    24,
    cells.reduce((most, row) => Math.max(most, ...row.map(({ length }) => length)), 4),
  );
  const onRows = (first: number, last: number) => {
    const wanted = [Math.floor(first / PAGE), Math.floor(last / PAGE)] as const;
    // In the next turn: this is told while the table is being drawn.
    if (wanted[0] !== pages[0] || wanted[1] !== pages[1]) queueMicrotask(() => setPages(wanted));
  };
  const text = (row: number, at: number) =>
    at === 0 ? String(row) : queries[Math.floor(row / PAGE) - pages[0]]?.data?.cells[row % PAGE]?.[at - 1];
  return (
    <>
      {leading.length > 0 && (
        <div className="array-axes">
          {leading.map((length, axis) => (
            // oxlint-disable-next-line react/no-array-index-key
            <label key={axis} className="array-axis">
              axis {axis}
              <input
                type="number"
                className="text-input"
                min={0}
                max={length - 1}
                value={slice[axis]}
                onChange={(event) => {
                  const wanted = Math.trunc(event.target.valueAsNumber) || 0;
                  setSlice(slice.with(axis, Math.max(0, Math.min(length - 1, wanted))));
                }}
              />
              <span className="array-of">of {formatCount(length)}</span>
            </label>
          ))}
        </div>
      )}
      {totalColumns > COLUMNS && (
        <div className="array-axes">
          <button
            type="button"
            className="button is-small"
            disabled={column === 0}
            onClick={() => setColumn(Math.max(0, column - COLUMNS))}
          >
            Previous columns
          </button>
          <button
            type="button"
            className="button is-small"
            disabled={column + COLUMNS >= totalColumns}
            onClick={() => setColumn(column + COLUMNS)}
          >
            Next columns
          </button>
          <span className="array-of">
            {formatCount(column)}–{formatCount(column + shownColumns - 1)} of {formatCount(totalColumns)}
          </span>
        </div>
      )}
      <DataTable
        label={`Values of ${name}`}
        columns={[
          { key: "row", name: "", isNumber: true, width: Math.max(3, String(totalRows).length) },
          ...Array.from({ length: shownColumns }, (_, i) => ({
            key: String(column + i),
            name: shape.length < 2 ? "value" : String(column + i),
            isNumber: true,
            width,
          })),
        ]}
        rowCount={totalRows}
        cell={text}
        onRows={onRows}
        height={16}
      />
      {totalRows > MAX_ROWS && (
        <p className="array-of">
          The first {formatCount(MAX_ROWS)} of {formatCount(totalRows)} rows. Save the file to see all of it.
        </p>
      )}
    </>
  );
}
