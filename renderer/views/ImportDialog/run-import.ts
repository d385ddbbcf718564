import { AppError } from "../../../shared/ipc/errors.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { showImported } from "../../commands/show-imported.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { libraryChanged } from "../../queries/library-changed.ts";
import { dropDownload, keepDownload } from "../../queries/run-download.ts";
import type { ImportRequest } from "../../state/import-request.ts";
import { type JobOptions, type JobResult, runJob } from "../../state/jobs.ts";
import { type NoticeAction, notify } from "../../state/notices.ts";
import { activateTab, type SourceTab, useSources } from "../../state/sources.ts";
import { viewActions } from "../../state/source-view.ts";
import type { ImportedFile, ImportOutcome, ImportPlan } from "./import-calls.ts";

/** How one file of an import ended; null: it was cancelled. */
type Ended = { file: Target; outcome: ImportOutcome } | { file: Target; error: AppError } | null;

/**
 * Import files, each as a job of its own: they run one after the other, behind what is imported into that library already,
 * and one that fails does not keep the others from coming. A notice says what came of all of them.
 */
export async function runImport(
  request: ImportRequest,
  plan: ImportPlan,
  tokens: readonly string[],
): Promise<void> {
  const files = request.files.filter(({ token }) => tokens.includes(token));
  for (const { token } of files) keepDownload(token);
  const library = keyOf(request.sourceId);
  tell(library, await Promise.all(files.map((file) => importFile(request.sourceId, file, plan))));
}

async function importFile(sourceId: string, file: Target, plan: ImportPlan): Promise<Ended> {
  const library = keyOf(sourceId);
  const job: JobOptions<ImportOutcome> = {
    title: `Importing ${file.name}`,
    endedTitle: `Import of ${file.name}`,
    sourceId,
    lane: `import ${library}`,
    result: (outcome) => resultOf(library, outcome),
    cancelled: "Cancelled. The library is as it was before this file.",
    onFailure: () => [
      {
        label: "Try again",
        run: () => void runImport({ sourceId, files: [file], chosen: {} }, plan, [file.token]),
      },
    ],
  };
  try {
    const outcome = await runJob(job, async (signal, onProgress) => {
      requireLibrary(sourceId);
      const own = Object.fromEntries(
        Object.entries(plan.own ?? {}).filter(([token]) => token === file.token),
      );
      const input = { files: [file.token], options: plan.options, own };
      const [imported] = await engineCall(sourceId, "library.import", input, { signal, onProgress }).catch(
        (error: unknown) => {
          throw ofEngine(sourceId, error);
        },
      );
      const came = outcomeOf(imported);
      await libraryChanged(sourceId);
      return came;
    });
    dropDownload(sourceId, file.token);
    return { file, outcome };
  } catch (thrown) {
    const error = thrown instanceof AppError ? thrown : new AppError("internal", String(thrown));
    if (error.code !== "cancelled") return { file, error }; // what was fetched stays: it can be tried again
    dropDownload(sourceId, file.token);
    return null;
  }
}

function outcomeOf(imported: ImportedFile | undefined): ImportOutcome {
  if (imported?.outcome) return imported.outcome;
  const error = imported?.error;
  throw error
    ? new AppError(error.code as AppError["code"], error.message, error.details)
    : new AppError("internal", "The library did not say what came of the file. Import it again.");
}

function libraryTab(sourceId: string): SourceTab | undefined {
  return useSources.getState().tabs.find(({ info }) => info.sourceId === sourceId);
}

/** A waiting import whose library was closed, or cannot be opened any more, does not wait for it. */
function requireLibrary(sourceId: string): void {
  const tab = libraryTab(sourceId);
  if (!tab) throw new AppError("cancelled", "Cancelled.");
  if (tab.status !== "lost" && tab.status !== "failed") return;
  throw tab.error ?? new AppError("engine/crashed", "The library is not open. Open it, then try again.");
}

/** The end of the engine in words of an import; closing the library's tab is giving it up. */
function ofEngine(sourceId: string, error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== "engine/crashed") return error;
  if (!libraryTab(sourceId)) return new AppError("cancelled", "Cancelled.");
  return new AppError(
    "engine/crashed",
    "The process that was importing ended. The library has all of this file or nothing of it; look, then try again.",
    error.details,
  );
}

function resultOf(library: string, outcome: ImportOutcome): JobResult {
  const { new: fresh, existing, importGroup } = outcome;
  const known = existing.nodes > 0 ? `, ${countOf(existing.nodes, "was", "were")} there already` : "";
  const group = importGroup ? ` All are in the group ${escapeLine(importGroup.label)}.` : "";
  return {
    text: `${countOf(fresh.nodes, "new node")} and ${countOf(fresh.links, "new link")}${known}.${group}`,
    actions: showActions(library, outcome),
  };
}

/** To what was new; where nothing was, to the group that holds all of the file. */
function showActions(library: string, { new: fresh, importId, importGroup }: ImportOutcome): NoticeAction[] {
  const show = (close: () => void) => {
    close();
    const tab = useSources.getState().tabs.find(({ info }) => info.shownPath === library);
    if (!tab) return notify("The library is closed. Open it first.");
    const { sourceId } = tab.info;
    activateTab(sourceId);
    if (fresh.nodes > 0 && importId !== null) void showImported(sourceId, importId);
    else if (importGroup) viewActions(sourceId).setFilter({ groups: [importGroup.uuid] });
  };
  const isThere = (fresh.nodes > 0 && importId !== null) || importGroup !== null;
  return isThere ? [{ label: "Show these nodes", run: show }] : [];
}

/** The same for a library in every window, and when it is opened again. */
function keyOf(sourceId: string): string {
  return libraryTab(sourceId)?.info.shownPath ?? sourceId;
}

function tell(library: string, ended: readonly Ended[]): void {
  const came = ended.flatMap((one) => (one && "outcome" in one ? [one.outcome] : []));
  const failed = ended.flatMap((one) => (one && "error" in one ? [one] : []));
  const cancelled = ended.length - came.length - failed.length;
  if (came.length > 0) {
    const nodes = came.reduce((sum, outcome) => sum + outcome.new.nodes, 0);
    const from = ended.length === 1 ? "" : ` from ${countOf(came.length, "file")}`;
    const groups = came.flatMap(({ importGroup }) => importGroup?.label ?? []);
    const into = groups.length === 1 ? `, all nodes are in the group ${escapeLine(groups[0]!)}` : "";
    // Leaves by itself: it lies over the graph, and the list of jobs keeps it.
    notify(`${countOf(nodes, "new node")} imported${from}${into}.`, {
      actions: came.length === 1 ? showActions(library, came[0]!) : [],
    });
  }
  if (cancelled > 0) {
    const what = cancelled === 1 ? "Import cancelled." : `${cancelled} imports cancelled.`;
    notify(`${what} The library has nothing of what was cancelled.`);
  }
  for (const { file, error } of failed) {
    const message = ended.length === 1 ? error.message : `${file.name}: ${error.message}`;
    notify(message, { error: new AppError(error.code, message, error.details) });
  }
}
