import { AppError } from "../../shared/ipc/errors.ts";
import { useCommand } from "../commands/commands.ts";
import { countOf } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { type JobOptions, runJob } from "../state/jobs.ts";
import { notify } from "../state/notices.ts";
import { useSourceId, viewOf } from "../state/source-view.ts";
import { useSources } from "../state/sources.ts";

/** The commands that save the rows passing the filters; mounted with the filters, which stand in every view. */
export function useSaveRowsCommands(): void {
  const sourceId = useSourceId();
  useCommand("save-csv", () => void saveRows(sourceId, "csv"));
  useCommand("save-json", () => void saveRows(sourceId, "json"));
}

/** Ask where, then write all rows that pass the filters, in the order of the table, as a job. */
async function saveRows(sourceId: string, format: "csv" | "json"): Promise<void> {
  const { filter, sort } = viewOf(sourceId).getState();
  try {
    const target = await host("targets.choose", {
      kind: format,
      suggestedName: `${stemOf(sourceId)}-nodes.${format}`,
      sourceId,
    });
    if (!target) return;
    const show = {
      label: "Show in folder",
      run: () => void host("targets.showInFolder", { token: target.token }),
    };
    const job: JobOptions<{ rows: number }> = {
      title: `Saving ${target.name}`,
      sourceId,
      result: ({ rows: count }) => ({ text: `${countOf(count, "row")} written.`, actions: [show] }),
    };
    const { rows } = await runJob(job, (signal, onProgress) =>
      engineCall(
        sourceId,
        "nodes.save",
        { filter, sort, format, target: target.token },
        { signal, onProgress },
      ),
    );
    notify(`${countOf(rows, "row")} written to ${target.name}.`, { action: show });
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code === "cancelled") notify("Saving cancelled. Nothing was written.");
    else notify(known.message, { error: known });
  }
}

function stemOf(sourceId: string): string {
  const name = useSources.getState().tabs.find((tab) => tab.info.sourceId === sourceId)?.info.name ?? "";
  return name.replace(/\.(aiida|zip|tar\.gz|tar)$/i, "").slice(0, 200) || "archive";
}
