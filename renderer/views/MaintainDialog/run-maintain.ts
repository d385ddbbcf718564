import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { countOf, formatBytes } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { libraryChanged } from "../../queries/library-changed.ts";
import { runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";

export type MaintainOutcome = EngineOutput<"library.maintain">;

/** Bring the library into order as a job, and say what came of it. */
export async function runMaintain(sourceId: string, full: boolean): Promise<void> {
  try {
    const outcome = await runJob(
      {
        title: "Maintaining the library",
        sourceId,
        result: (done: MaintainOutcome) => ({ text: resultText(done) }),
        cancelled: "Cancelled. What was done until then stays; the library is whole.",
      },
      (signal, onProgress) =>
        engineCall(sourceId, "library.maintain", { dryRun: false, full }, { signal, onProgress }),
    );
    await libraryChanged(sourceId);
    notify(`Library maintained: ${resultText(outcome)}`, { stays: outcome.damagedCount > 0 });
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code === "cancelled") notify("Maintenance cancelled. What was done until then stays.");
    else notify(known.message, { error: known });
  }
}

/** "92 files packed, 3 removed, 1.2 MB freed." */
function resultText(outcome: MaintainOutcome): string {
  const removed =
    outcome.orphansRemoved.count + outcome.duplicatesRemoved.count + outcome.leftoversRemoved.count;
  const { damagedCount, packsRewritten } = outcome;
  const parts = [
    `${countOf(outcome.loosePacked.count, "file")} packed`,
    `${countOf(removed, "file")} removed`,
    ...(packsRewritten > 0 ? [`${countOf(packsRewritten, "pack")} written anew`] : []),
    `${formatBytes(outcome.bytesFreed)} freed`,
  ];
  const damaged =
    damagedCount > 0 ? ` ${countOf(damagedCount, "file")} of nodes are damaged: check the library.` : "";
  return `${parts.join(", ")}.${damaged}`;
}
