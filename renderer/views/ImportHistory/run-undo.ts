import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { escapeLine } from "../../../shared/text/escape.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { libraryChanged } from "../../queries/library-changed.ts";
import { runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";
import { viewActions, viewOf } from "../../state/source-view.ts";
import type { ImportEntry } from "./HistoryList.tsx";

/** Undo an import as a job. */
export async function runUndo(sourceId: string, { importId, file }: ImportEntry): Promise<void> {
  const name = escapeLine(file.name);
  try {
    const { removed } = await runJob<EngineOutput<"library.undo">>(
      {
        title: `Undoing the import of ${name}`,
        sourceId,
        result: (outcome) => ({ text: `Undone: ${countOf(outcome.removed.nodes, "node")} removed.` }),
        cancelled: "Cancelled. The import was not undone.",
      },
      (signal, onProgress) => engineCall(sourceId, "library.undo", { importId }, { signal, onProgress }),
    );
    await libraryChanged(sourceId);
    const { filter } = viewOf(sourceId).getState();
    if (filter.imports?.includes(String(importId))) viewActions(sourceId).setFilter({});
    notify(`The import of ${name} was undone: ${countOf(removed.nodes, "node")} removed.`);
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code === "cancelled") notify("Cancelled. The import was not undone.");
    else notify(known.message, { error: known });
  }
}
