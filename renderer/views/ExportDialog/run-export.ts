import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { suggestedName } from "../../../shared/text/suggested-name.ts";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { host } from "../../ipc/host.ts";
import { basketInput } from "../../queries/basket.ts";
import { writtenActions } from "../../queries/written-archive.ts";
import { type JobOptions, runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";
import { viewOf } from "../../state/source-view.ts";
import { activateTab, useSources } from "../../state/sources.ts";
import { changeExport, exportOf } from "./export-state.ts";

type ExportResult = EngineOutput<"export.run">;

/** Ask where to write. Null when the person cancels; a place that cannot be taken becomes the dialog's error. */
export async function chooseTarget(sourceId: string): Promise<Target | null> {
  try {
    const target = await host("targets.choose", {
      kind: "archive",
      suggestedName: suggestedName(nameOf(sourceId)),
      sourceId,
    });
    if (target) changeExport(sourceId, { target, run: { status: "none" } });
    return target;
  } catch (error) {
    changeExport(sourceId, { run: { status: "failed", error: known(error) } });
    return null;
  }
}

/**
 * Export the basket as it is now, as a job. Where it goes is asked if it was not chosen yet. How it went is told by the
 * dialog, or by a notice if the dialog is hidden or another tab is in front by then.
 */
export async function runExport(sourceId: string): Promise<void> {
  if (exportOf(sourceId).run.status === "running") return;
  const target = exportOf(sourceId).target ?? (await chooseTarget(sourceId));
  if (!target) return;
  const { options } = exportOf(sourceId);
  const input = { ...basketInput(viewOf(sourceId).getState().basket), options, target: target.token };
  const controller = new AbortController();
  const cancel = () => controller.abort();
  changeExport(sourceId, { run: { status: "running", progress: null, cancel } });
  try {
    const job: JobOptions<ExportResult> = {
      title: `Exporting ${target.name}`,
      endedTitle: `Export to ${target.name}`,
      sourceId,
      result: (written) => ({ text: `${resultText(written, target)}.`, actions: writtenActions(target) }),
    };
    const result = await runJob(job, (signal, onProgress) => {
      signal.addEventListener("abort", cancel, { once: true });
      return engineCall(sourceId, "export.run", input, {
        signal: controller.signal,
        onProgress: (progress) => {
          onProgress(progress);
          changeExport(sourceId, { run: { status: "running", progress, cancel } });
        },
      });
    });
    changeExport(sourceId, { target: null, run: { status: "done", result, target } });
    tellIfHidden(sourceId, () =>
      notify(resultText(result, target), { actions: writtenActions(target), stays: true }),
    );
  } catch (error) {
    fail(sourceId, known(error));
  }
}

function fail(sourceId: string, error: AppError): void {
  if (error.code === "cancelled") {
    changeExport(sourceId, { run: { status: "cancelled" } });
    tellIfHidden(sourceId, () => notify("Export cancelled. Nothing was written."));
    return;
  }
  // An engine that restarted knows nothing of the places it might write to: the place has to be chosen again.
  const isForgotten = error.code === "engine/crashed";
  changeExport(sourceId, {
    run: { status: "failed", error: isForgotten ? stopped(error) : error },
    ...(isForgotten ? { target: null } : {}),
  });
  const show = () => {
    activateTab(sourceId);
    changeExport(sourceId, { isOpen: true });
  };
  tellIfHidden(sourceId, () => notify(error.message, { error, action: { label: "Show export", run: show } }));
}

/** "28 nodes, 1.9 MB written to si-selection.aiida". */
export function resultText(
  { counts, sizeBytes }: { counts: { nodes: number }; sizeBytes: number },
  target: Target,
): string {
  return `${countOf(counts.nodes, "node")}, ${formatBytes(sizeBytes)} written to ${target.name}`;
}

function tellIfHidden(sourceId: string, tell: () => void): void {
  const isSeen = exportOf(sourceId).isOpen && useSources.getState().activeId === sourceId;
  if (!isSeen) tell();
}

function stopped(error: AppError): AppError {
  return new AppError(
    error.code,
    "The reading process ended while exporting; nothing was written. It is starting again: choose the place once more and export.",
    error.details,
  );
}

function known(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal", String(error));
}

function nameOf(sourceId: string): string {
  return useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "archive";
}
