import type { EngineOutput } from "../../shared/ipc/engine-contract.ts";
import { AppError } from "../../shared/ipc/errors.ts";
import type { Target } from "../../shared/ipc/host-contract.ts";
import { suggestedVersionName } from "../../shared/text/suggested-name.ts";
import { countOf, formatBytes } from "../components/number-text.ts";
import { engineCall } from "../ipc/engine-client.ts";
import { host } from "../ipc/host.ts";
import { writtenActions } from "../queries/written-archive.ts";
import { type JobOptions, runJob, useJobs } from "../state/jobs.ts";
import { notify } from "../state/notices.ts";
import { useSourceId } from "../state/source-view.ts";
import { type SourceTab, useSources } from "../state/sources.ts";
import { useCommand } from "./commands.ts";

/** The version that archives are written in today. */
export const CURRENT_VERSION = "main_0001";
const VERB = "Saving as";

/** Saving the source in front as an archive of today's version; off where that would only copy the file. */
export function useSaveAsCurrent(): void {
  const sourceId = useSourceId();
  const tab = useSources(({ tabs }) => tabs.find(({ info }) => info.sourceId === sourceId));
  const isSaving = useJobs(({ jobs }) =>
    jobs.some((job) => job.sourceId === sourceId && job.title.startsWith(VERB)),
  );
  useCommand("save-as-current-version", () => tab && void saveAsCurrent(tab), {
    off: isSaving ? "it is being saved" : reasonAgainst(tab),
  });
}

function reasonAgainst(tab: SourceTab | undefined): string | undefined {
  const summary = tab?.summary;
  if (!summary) return "open an archive first";
  if (summary.kind === "store") return "this is a profile; export what you need from it";
  // A folder of today's version becomes a file, and a damaged one that was opened in part a whole one.
  return summary.version === CURRENT_VERSION && summary.container === "zip" && summary.losses === null
    ? `this file has version ${CURRENT_VERSION} already`
    : undefined;
}

async function saveAsCurrent({ info: { sourceId, name } }: SourceTab): Promise<void> {
  try {
    const target = await host("targets.choose", {
      kind: "archive",
      suggestedName: suggestedVersionName(name, CURRENT_VERSION),
      sourceId,
    });
    if (!target) return;
    const title = `${VERB} ${CURRENT_VERSION}: ${target.name}`;
    const job: JobOptions<EngineOutput<"source.migrate">> = {
      title,
      sourceId,
      result: (written) => ({ text: resultText(written, target), actions: writtenActions(target) }),
    };
    const result = await runJob(job, (signal, onProgress) =>
      engineCall(sourceId, "source.migrate", { target: target.token }, { signal, onProgress }),
    );
    notify(resultText(result, target), { actions: writtenActions(target), stays: true });
  } catch (error) {
    tellFailure(error);
  }
}

function tellFailure(error: unknown): void {
  const known = error instanceof AppError ? error : new AppError("internal", String(error));
  if (known.code === "cancelled") notify("Cancelled. Nothing was written.");
  else if (known.code === "engine/crashed")
    notify("The reading process ended while saving; nothing was written. Try again.", { error: known });
  else notify(known.message, { error: known });
}

/** "10 nodes, 49 kB written as main_0001 to old-main_0001.aiida.", and what had to be filled or left out. */
function resultText(
  { nodes, sizeBytes, to, warnings }: EngineOutput<"source.migrate">,
  target: Target,
): string {
  const written = `${countOf(nodes, "node")}, ${formatBytes(sizeBytes)} written as ${to} to ${target.name}.`;
  return [written, ...warnings.map((warning) => `${warning}.`)].join(" ");
}
