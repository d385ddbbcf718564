import { type FormEvent, useRef } from "react";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { type Closure, type ExportOptions, useClosure } from "../../queries/basket.ts";
import { useSourceId, useViewActions } from "../../state/source-view.ts";
import { useSources } from "../../state/sources.ts";
import { lossWords } from "../../../shared/text/losses.ts";
import { changeExport, type ExportRun, useExport } from "./export-state.ts";
import { ExportOptionFields } from "./ExportOptionFields.tsx";
import { PrivacySummary } from "./PrivacySummary.tsx";
import { chooseTarget, runExport } from "./run-export.ts";
import { UnsealedNotice } from "./UnsealedNotice.tsx";

interface ExportFormProps {
  run: Exclude<ExportRun, { status: "running" | "done" }>;
  onClose: () => void;
}

/** What goes, where to, with which options, and what it tells about people and machines. */
export function ExportForm({ run, onClose }: ExportFormProps) {
  const sourceId = useSourceId();
  const { target, options } = useExport(sourceId);
  const closure = useClosure();
  const { choose } = useViewActions();
  const unsealed = useRef<HTMLDivElement>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (closure.data && closure.data.unsealedCount > 0) unsealed.current?.focus();
    else void runExport(sourceId);
  };
  const goTo = (nodeId: number) => {
    onClose();
    choose(nodeId, { center: true });
  };
  return (
    <form className="export-body" onSubmit={submit}>
      <div className="export-file">
        <label htmlFor="export-file">File</label>
        <input
          id="export-file"
          className="text-input"
          readOnly
          value={target?.shownPath ?? ""}
          title={target?.shownPath}
          placeholder="not chosen yet"
        />
        <button type="button" className="button" onClick={() => void chooseTarget(sourceId)}>
          Choose…
        </button>
      </div>
      {closure.data && <Summary closure={closure.data} options={options} />}
      <DamageNote sourceId={sourceId} />
      {closure.error && <ErrorNotice error={closure.error} />}
      {closure.data && closure.data.unsealedCount > 0 && (
        <UnsealedNotice
          ref={unsealed}
          unsealed={closure.data.unsealed}
          count={closure.data.unsealedCount}
          onGo={goTo}
        />
      )}
      <ExportOptionFields
        options={options}
        onChange={(change) => changeExport(sourceId, { options: { ...options, ...change } })}
      />
      <PrivacySummary options={options} />
      {run.status === "failed" && (
        <ErrorNotice error={run.error} action={remedyFor(run.error.code, sourceId)} />
      )}
      {run.status === "cancelled" && (
        <p role="status" className="export-hint">
          Export cancelled. Nothing was written.
        </p>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
        <button type="submit" className="button primary">
          Export
        </button>
      </div>
    </form>
  );
}

/** The button of an error: for the codes that another place or another try can help. */
function remedyFor(code: string, sourceId: string) {
  switch (code) {
    case "export/exists":
    case "disk/full":
    case "disk/denied":
      return { label: "Choose another place…", run: () => void chooseTarget(sourceId) };
    case "engine/crashed":
      return { label: "Try again", run: () => void runExport(sourceId) };
    default:
      return undefined;
  }
}

/** Before anything is written: what is lost in a damaged source is not in an export of it, which says so. */
function DamageNote({ sourceId }: { sourceId: string }) {
  const losses = useSources(
    ({ tabs }) => tabs.find(({ info }) => info.sourceId === sourceId)?.summary?.losses ?? null,
  );
  if (losses === null) return null;
  return (
    <p role="note" className="export-damage">
      This archive is damaged and open in part ({lossWords(losses)}). What is lost will be missing in the
      export: nodes no longer name lost files, and a comment in the new archive says what is missing.
    </p>
  );
}

function Summary({ closure, options }: { closure: Closure; options: ExportOptions }) {
  const { nodes, links, files, groups, computers, users, comments, logs } = closure.counts;
  const further = (
    [
      [groups, "group"],
      [computers, "computer"],
      [users, "user"],
      [options.includeComments ? comments : 0, "comment"],
      [options.includeLogs ? logs : 0, "log record"],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, word]) => countOf(count, word));
  return (
    <div className="export-summary">
      <p className="export-number">{countOf(nodes, "node")}</p>
      <p>
        {countOf(links, "link")} · {countOf(files, "file")} · {formatBytes(closure.repositoryBytes)} before
        compression
      </p>
      <p className="export-hint">{further.join(" · ")}</p>
    </div>
  );
}
