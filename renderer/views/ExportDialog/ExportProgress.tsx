import { ProgressLine } from "../../components/ProgressLine.tsx";
import type { ExportRun } from "./export-state.ts";

interface ExportProgressProps {
  run: Extract<ExportRun, { status: "running" }>;
  onHide: () => void;
}

/** A running export: how far of how much, and the way to stop it. */
export function ExportProgress({ run, onHide }: ExportProgressProps) {
  return (
    <div className="export-body">
      <ProgressLine progress={run.progress} label="Export progress" />
      <p className="export-hint">
        The archive appears under its name when it is complete; until then nothing of yours is replaced.
      </p>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onHide}>
          Continue in the background
        </button>
        <button type="button" className="button" onClick={run.cancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}
