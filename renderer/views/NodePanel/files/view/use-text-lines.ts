import { useEffect, useState } from "react";
import { engineCall } from "../../../../ipc/engine-client.ts";
import { useSourceId } from "../../../../state/source-view.ts";
import type { FileRef } from "./file-ref.ts";
import { LineReader, type TextLines } from "./text-lines.ts";

/** Bytes of a text that are held at once; a longer one is read part by part. */
export const PART_BYTES = 20_000_000;

/** Parts of a text of so many bytes. */
export function partCount(totalBytes: number): number {
  return Math.max(1, Math.ceil(totalBytes / PART_BYTES));
}

const SLICE = 1_000_000;
const NO_LINES: TextLines = { rows: [], numbers: [], lines: 0, longest: 0 };

interface TextState {
  lines: TextLines;
  /** Rows so far: changes with every slice, which the arrays themselves do not. */
  rowCount: number;
  isDone: boolean;
  error: Error | null;
}

const NOTHING_YET: TextState = { lines: NO_LINES, rowCount: 0, isDone: false, error: null };

/** The rows of one part of a text (from 0), as they come in slice by slice. */
export function useTextLines(
  { nodeId, path }: FileRef,
  totalBytes: number,
  encoding: "utf-8" | "windows-1252",
  part: number,
): TextState {
  const sourceId = useSourceId();
  const [state, setState] = useState(NOTHING_YET);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const reader = new LineReader(encoding, part === 0);
    const wanted = Math.min(totalBytes, (part + 1) * PART_BYTES);
    const load = async () => {
      let offset = part * PART_BYTES;
      do {
        const length = Math.min(SLICE, wanted - offset);
        const { bytes } = await engineCall(
          sourceId,
          "file.read",
          { nodeId, path, offset, length },
          { signal },
        );
        if (signal.aborted) return;
        offset += bytes.length;
        const isDone = offset >= wanted || bytes.length === 0;
        reader.add(bytes, isDone);
        const lines = reader.read();
        setState({ lines, rowCount: lines.rows.length, isDone, error: null });
        if (isDone) return;
      } while (offset < wanted);
    };
    load().catch((error: Error) => !signal.aborted && setState((now) => ({ ...now, isDone: true, error })));
    return () => {
      controller.abort();
      setState(NOTHING_YET);
    };
  }, [sourceId, nodeId, path, totalBytes, encoding, part]);
  return state;
}
