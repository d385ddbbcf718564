import { useCommand } from "../../commands/commands.ts";
import { Dialog } from "../../components/Dialog.tsx";
import { isBasketFilled, useSourceId, useView } from "../../state/source-view.ts";
import { freshExport, changeExport, exportOf, useExport } from "./export-state.ts";
import { ExportForm } from "./ExportForm.tsx";
import { ExportProgress } from "./ExportProgress.tsx";
import { ExportResult } from "./ExportResult.tsx";
import "./ExportDialog.css";

/** Export the basket: what and where, then how far, then what was written. Hidden while it runs, it goes on as a job. */
export function ExportDialog() {
  const sourceId = useSourceId();
  const isFilled = useView((view) => isBasketFilled(view.basket));
  const { isOpen, run } = useExport(sourceId);
  const isRunning = run.status === "running";
  useCommand(
    "export",
    () => {
      if (isRunning) changeExport(sourceId, { isOpen: true });
      else freshExport(sourceId, true);
    },
    { off: isFilled || isRunning ? undefined : "add nodes to the basket first" },
  );
  const close = () => {
    if (exportOf(sourceId).run.status === "running") changeExport(sourceId, { isOpen: false });
    else freshExport(sourceId, false);
  };
  return (
    <Dialog title="Export archive" isOpen={isOpen} onClose={close}>
      {run.status === "running" ? (
        <ExportProgress run={run} onHide={close} />
      ) : run.status === "done" ? (
        <ExportResult run={run} onClose={close} />
      ) : (
        <ExportForm run={run} onClose={close} />
      )}
    </Dialog>
  );
}
