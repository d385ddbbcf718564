import type { DeletionSwitches } from "../../../shared/graph/deletion-rules.ts";
import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import { AppError } from "../../../shared/ipc/errors.ts";
import { countOf } from "../../components/number-text.ts";
import { engineCall } from "../../ipc/engine-client.ts";
import { libraryChanged } from "../../queries/library-changed.ts";
import { askDelete, type DeleteRequest } from "../../state/delete-request.ts";
import { runJob } from "../../state/jobs.ts";
import { notify } from "../../state/notices.ts";
import { deletionInput } from "./deletion-queries.ts";

/** Delete what was shown, as a job. Where the library changed meanwhile, nothing goes, and the way back to the dialog is offered. */
export async function runDeletion(
  request: DeleteRequest,
  rules: DeletionSwitches,
  shownNodes: number,
): Promise<void> {
  const { sourceId } = request;
  const what = countOf(shownNodes, "node");
  try {
    const { nodes } = await runJob<EngineOutput<"library.delete">>(
      {
        title: `Deleting ${what}`,
        sourceId,
        result: (rows) => ({ text: `${countOf(rows.nodes, "node")} deleted.` }),
        cancelled: "Cancelled. Nothing was deleted.",
      },
      (signal, onProgress) =>
        engineCall(
          sourceId,
          "library.delete",
          { ...deletionInput(request, rules), shownNodes },
          { signal, onProgress },
        ),
    );
    await libraryChanged(sourceId);
    notify(`${countOf(nodes, "node")} deleted from the library.`);
  } catch (error) {
    const known = error instanceof AppError ? error : new AppError("internal", String(error));
    if (known.code === "cancelled") return notify("Deletion cancelled. Nothing was deleted.");
    if (known.code === "store/locked") await libraryChanged(sourceId);
    notify(known.message, {
      error: known,
      ...(known.code === "store/locked" && {
        action: {
          label: "Look again",
          run: (close: () => void) => {
            close();
            askDelete({ ...request });
          },
        },
      }),
    });
  }
}
