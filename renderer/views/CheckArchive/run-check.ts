import { AppError } from "../../../shared/ipc/errors.ts";
import { type CheckReport, problemCount } from "../../../shared/model/check-report.ts";
import { checkText } from "../../../shared/text/check-text.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";
import { activateTab, useSources } from "../../state/sources.ts";
import { changeCheck, checkOf } from "./check-state.ts";

/** Cases of one kind in a copied or saved report: all that the report lists. */
const MOST_CASES = 1000;

/**
 * Check a source, as a job. What comes of it is told by the dialog, or by a notice if the dialog is hidden or another tab
 * is in front by then.
 */
export async function runCheck(sourceId: string): Promise<void> {
  if (checkOf(sourceId).run.status === "running") return;
  const controller = new AbortController();
  const cancel = () => controller.abort();
  changeCheck(sourceId, { run: { status: "running", progress: null, cancel } });
  try {
    const report = await runJob(
      {
        title: `Checking ${nameOf(sourceId)}`,
        endedTitle: `Check of ${nameOf(sourceId)}`,
        sourceId,
        isWriting: false,
        result: (found: CheckReport) => ({ text: verdict(found, nameOf(sourceId)) }),
        cancelled: "Cancelled. Nothing is known of what was not looked at.",
      },
      (signal, onProgress) => {
        signal.addEventListener("abort", cancel, { once: true });
        return engineCall(
          sourceId,
          "source.check",
          {},
          {
            signal: controller.signal,
            onProgress: (progress) => {
              onProgress(progress);
              changeCheck(sourceId, { run: { status: "running", progress, cancel } });
            },
          },
        );
      },
    );
    changeCheck(sourceId, { run: { status: "done", report } });
    tellIfHidden(sourceId, verdict(report, nameOf(sourceId)));
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : new AppError("internal", String(thrown));
    if (error.code === "cancelled") changeCheck(sourceId, { run: { status: "cancelled" } });
    else changeCheck(sourceId, { run: { status: "failed", error } });
    tellIfHidden(sourceId, error.code === "cancelled" ? "Check cancelled." : error.message);
  }
}

/** The outcome in a sentence: "si.aiida is whole.", "si.aiida has 3 problems." */
export function verdict(report: CheckReport, name: string): string {
  return report.ok ? `${name} is whole.` : `${name} has ${countOf(problemCount(report), "problem")}.`;
}

/** The report as text, for the clipboard or a file. */
export function reportText(report: CheckReport): string {
  return checkText(report, MOST_CASES);
}

/** Ask where, and write the report there. */
export async function saveReport(report: CheckReport, name: string): Promise<void> {
  try {
    const target = await host("targets.choose", { kind: "text", suggestedName: `${name} check.txt` });
    if (!target) return;
    await host("targets.write", { token: target.token, bytes: new TextEncoder().encode(reportText(report)) });
    notify(`The report was written to ${target.name}.`, {
      action: {
        label: "Show in folder",
        run: () => void host("targets.showInFolder", { token: target.token }),
      },
    });
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : new AppError("internal", String(thrown));
    notify(error.message, { error });
  }
}

export function nameOf(sourceId: string): string {
  return useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "the archive";
}

function tellIfHidden(sourceId: string, text: string): void {
  const { tabs, activeId } = useSources.getState();
  if (checkOf(sourceId).isOpen && activeId === sourceId) return;
  if (!tabs.some((tab) => tab.info.sourceId === sourceId)) return; // closed meanwhile: nobody asks any more
  const show = (close: () => void) => {
    close();
    activateTab(sourceId);
    changeCheck(sourceId, { isOpen: true });
  };
  notify(text, { action: { label: "Show result", run: show }, stays: true });
}
