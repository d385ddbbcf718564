import { countOf } from "../../components/number-text.ts";
import type { ExportRun } from "./export-state.ts";
import { writtenActions } from "../../queries/written-archive.ts";
import { resultText } from "./run-export.ts";

interface ExportResultProps {
  run: Extract<ExportRun, { status: "done" }>;
  onClose: () => void;
}

/** What was written and where, and what one may want to do with it. */
export function ExportResult({ run: { result, target }, onClose }: ExportResultProps) {
  const { links, files, groups, comments, logs } = result.counts;
  const further = [
    countOf(links, "link"),
    countOf(files, "file"),
    ...(groups > 0 ? [countOf(groups, "group")] : []),
    ...(comments > 0 ? [countOf(comments, "comment")] : []),
    ...(logs > 0 ? [countOf(logs, "log record")] : []),
    `in ${result.seconds.toFixed(1)} s`,
  ];
  return (
    <div className="export-body">
      <p role="status" className="export-done selectable">
        {resultText(result, target)}
      </p>
      <p className="export-hint selectable">
        {target.shownPath}
        <br />
        {further.join(" · ")}
      </p>
      <div className="dialog-buttons">
        {writtenActions(target).map(({ label, run }) => (
          <button
            key={label}
            type="button"
            className="button"
            onClick={() => {
              run();
              if (label === "Open") onClose();
            }}
          >
            {label}
          </button>
        ))}
        <button type="button" className="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  );
}
