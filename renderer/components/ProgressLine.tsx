import type { EngineProgress } from "../../shared/ipc/engine-contract.ts";
import { formatBytes, formatCount } from "./number-text.ts";
import "./ProgressLine.css";

interface ProgressLineProps {
  progress: EngineProgress<"export.run"> | null;
  label: string;
}

/** A progress bar with its counts in words: "writing files · 412 of 1,204". The bar shows the whole where that is known. */
export function ProgressLine({ progress, label }: ProgressLineProps) {
  const share = progress?.share ?? (progress?.total ? Math.min(1, progress.done / progress.total) : null);
  return (
    <div className="progress-line">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        aria-valuetext={progress ? progressText(progress) : undefined}
        className="progress-track"
      >
        <div className="progress-done" style={{ width: `${(share ?? 0.08) * 100}%` }} />
      </div>
      <p className="progress-text">{progress ? progressText(progress) : "starting"}</p>
    </div>
  );
}

/** "writing files · 412 of 1,204 files", "unpacking the database · 31 MB of 118 MB". */
export function progressText({ phase, done, total, unit }: EngineProgress<"export.run">): string {
  const shown = unit === "bytes" ? formatBytes : formatCount;
  const words = unit === "bytes" || unit === "steps" ? "" : ` ${unit}`;
  return total === null
    ? `${phase} · ${shown(done)}${words}`
    : `${phase} · ${shown(done)} of ${shown(total)}${words}`;
}
