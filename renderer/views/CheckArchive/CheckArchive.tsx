import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { ErrorNotice } from "../../components/ErrorNotice.tsx";
import { ProgressLine } from "../../components/ProgressLine.tsx";
import { useSourceId } from "../../state/source-view.ts";
import { type SourceTab, useSources } from "../../state/sources.ts";
import { changeCheck, type CheckRun, useCheck } from "./check-state.ts";
import { CheckResult } from "./CheckResult.tsx";
import { nameOf, runCheck } from "./run-check.ts";
import "./CheckArchive.css";

/** Check the source in front: everything is read and compared. Hidden while it runs, it goes on as a job. */
export function CheckArchive() {
  const sourceId = useSourceId();
  const { isOpen, run } = useCheck(sourceId);
  const isRunning = run.status === "running";
  const off = useSources(({ tabs }) => whyNot(tabs.find((tab) => tab.info.sourceId === sourceId)));
  useCommand(
    "check-archive",
    () => {
      changeCheck(sourceId, { isOpen: true });
      void runCheck(sourceId);
    },
    { off },
  );
  const close = () => changeCheck(sourceId, { isOpen: false });
  return (
    <Dialog title={`Check of ${nameOf(sourceId)}`} isOpen={isOpen} onClose={close} className="check-archive">
      {isRunning ? (
        <Running run={run} onHide={close} />
      ) : run.status === "done" ? (
        <CheckResult report={run.report} onClose={close} onAgain={() => void runCheck(sourceId)} />
      ) : (
        <Ended run={run} onClose={close} onAgain={() => void runCheck(sourceId)} />
      )}
    </Dialog>
  );
}

/** Refusals of files that are archives all the same. */
const CHECKED_CODES: readonly string[] = ["archive/corrupt", "archive/limit", "store/corrupt"];

function whyNot(tab: SourceTab | undefined): string | undefined {
  if (tab?.status === "lost") return "the file cannot be read";
  const isRefused = tab?.status === "failed" && !CHECKED_CODES.includes(tab.error?.code ?? "");
  return isRefused ? "the file could not be opened" : undefined;
}

function Running({ run, onHide }: { run: Extract<CheckRun, { status: "running" }>; onHide: () => void }) {
  return (
    <div className="check-body">
      <ProgressLine progress={run.progress} label="Check progress" />
      <p className="check-hint">
        Every byte is read: checksums, the SHA-256 of each file, the database, all nodes and links. Nothing is
        changed.
      </p>
      <div className="dialog-buttons">
        <button type="button" className="button" onClick={onHide}>
          Continue in the background
        </button>
        <button type="button" className="button" data-first-focus onClick={run.cancel}>
          Cancel
        </button>
      </div>
    </div>
  );
}

function Ended({
  run,
  onClose,
  onAgain,
}: {
  run: Exclude<CheckRun, { status: "running" | "done" }>;
  onClose: () => void;
  onAgain: () => void;
}) {
  return (
    <div className="check-body">
      {run.status === "failed" ? (
        <ErrorNotice error={run.error} action={{ label: "Check again", run: onAgain }} />
      ) : (
        <p role="status">Check cancelled. What was read until then says nothing about the rest.</p>
      )}
      <div className="dialog-buttons">
        {run.status !== "failed" && (
          <button type="button" className="button" onClick={onAgain}>
            Check again
          </button>
        )}
        <button type="button" className="button primary" onClick={onClose}>
          Close
        </button>
      </div>
    </div>
  );
}
