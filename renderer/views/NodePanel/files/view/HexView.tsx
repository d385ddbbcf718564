import { useQueries } from "@tanstack/react-query";
import { useRef } from "react";
import { engineQuery } from "../../../../queries/engine-query.ts";
import { useSourceId } from "../../../../state/source-view.ts";
import { ErrorNotice } from "../../../../components/ErrorNotice.tsx";
import { formatBytes } from "../../../../components/number-text.ts";
import { MAX_ROWS, useRows } from "../../../../components/use-rows.ts";
import type { FileRef } from "./file-ref.ts";
import { HEX_ROW, hexRow } from "./hex-rows.ts";

const SLICE = 65_536;
const ROWS_A_SLICE = SLICE / HEX_ROW;

/** The bytes of a file, sixteen a row: offset, hex, ASCII. Only the slices in sight are read. */
export function HexView({ file, totalBytes }: { file: FileRef; totalBytes: number }) {
  const sourceId = useSourceId();
  const scroller = useRef<HTMLDivElement>(null);
  const rowCount = Math.ceil(totalBytes / HEX_ROW);
  const virtual = useRows(scroller, rowCount, "text");
  const items = virtual.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / ROWS_A_SLICE);
  const last = Math.floor((items.at(-1)?.index ?? 0) / ROWS_A_SLICE);
  const slices = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, i) => ({
      ...engineQuery(sourceId, "file.read", {
        nodeId: file.nodeId,
        path: file.path,
        offset: (first + i) * SLICE,
        length: SLICE,
      }),
      structuralSharing: false,
    })),
  });
  const error = slices.find((slice) => slice.error)?.error;
  const bytesOf = (row: number): Uint8Array | null => {
    const slice = slices[Math.floor(row / ROWS_A_SLICE) - first]?.data;
    const from = (row % ROWS_A_SLICE) * HEX_ROW;
    return slice ? slice.bytes.subarray(from, from + HEX_ROW) : null;
  };
  return (
    <div className="file-view">
      {rowCount > MAX_ROWS && (
        <p className="file-note">
          Showing the first {formatBytes(MAX_ROWS * HEX_ROW)} of {formatBytes(totalBytes)}. Save the file to
          see all of it.
        </p>
      )}
      {error && <ErrorNotice error={error} />}
      <div
        ref={scroller}
        className="file-scroller selectable"
        tabIndex={0}
        role="region"
        aria-label="File bytes"
      >
        <div className="hex-sheet" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const bytes = bytesOf(index);
            const row = hexRow(index * HEX_ROW, bytes ?? new Uint8Array(0));
            return (
              <div
                key={index}
                className="hex-row"
                style={{ height: size, transform: `translateY(${start}px)` }}
              >
                <span className="hex-offset">{row.offset}</span>
                <span>{bytes ? row.hex : "…"}</span>
                <span className="hex-ascii">{row.ascii}</span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
