import type { EngineHandlers } from "../../../shared/ipc/engine-contract.ts";
import { nodeTable } from "../../db/node-table.ts";
import { listHistory } from "../../library/history/list-history.ts";
import { undoImport } from "../../library/history/undo-import.ts";
import { previewUndo } from "../../library/history/undo-preview.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { changeLibrary, requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

/** The imports into the open library, and undoing one. */
export function historyHandlers(
  open: OpenSource,
): Pick<EngineHandlers, "library.history" | "library.undoPreview" | "library.undo"> {
  const { source } = open;
  return {
    "library.history": async (_input, { signal }) => {
      if (source.kind !== "store") return [];
      const nodeIds = await nodeTable(source.db).nodeIds({ signal, progress: () => undefined });
      return listHistory(source, nodeIds);
    },
    "library.undoPreview": ({ importId }, context) => {
      requireEditable(source);
      return runInSlices(previewUndo(source.db, source.path, importId), context);
    },
    "library.undo": async ({ importId }, context) => {
      const { outcome, settle } = await changeLibrary(open, context, (library) =>
        undoImport(library, importId, context),
      );
      settle();
      return outcome;
    },
  };
}
