import { useEffect, useState } from "react";
import { engineCall } from "../../../../ipc/engine-client.ts";
import { useSourceId } from "../../../../state/source-view.ts";
import type { FileRef } from "./file-ref.ts";
import { LineReader, type TextLines } from "./text-lines.ts";

/** Bytes of a text that are read to be shown; the rest is for a program that the file is saved for. */
export const MAX_TEXT = 20_000_000;

const SLICE = 1_000_000;
const NO_LINES: TextLines = { rows: [], numbers: [], lines: 0, longest: 0 };

interface TextState {
  lines: TextLines;
  /** Rows so far: changes with every slice, which the arrays themselves do not. */
  rowCount: number;
  isDone: boolean;
  error: Error | null;
}

/** The rows of a text, as they come in slice by slice. */
export function useTextLines(
  { nodeId, path }: FileRef,
  totalBytes: number,
  encoding: "utf-8" | "windows-1252",
): TextState {
  const sourceId = useSourceId();
  const [state, setState] = useState<TextState>({
    lines: NO_LINES,
    rowCount: 0,
    isDone: false,
    error: null,
  });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const reader = new LineReader(encoding);
    const wanted = Math.min(totalBytes, MAX_TEXT);
    const load = async () => {
      let offset = 0;
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
    return () => controller.abort();
  }, [sourceId, nodeId, path, totalBytes, encoding]);
  return state;
}
