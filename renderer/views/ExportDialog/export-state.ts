import { create } from "zustand";
import type { EngineOutput, EngineProgress } from "../../../shared/ipc/engine-contract.ts";
import type { AppError } from "../../../shared/ipc/errors.ts";
import type { Target } from "../../../shared/ipc/host-contract.ts";
import type { ExportOptions } from "../../queries/basket.ts";

/** How far the export of a source is. */
export type ExportRun =
  | { status: "none" }
  | { status: "running"; progress: EngineProgress<"export.run"> | null; cancel: () => void }
  | { status: "cancelled" }
  | { status: "failed"; error: AppError }
  | { status: "done"; result: EngineOutput<"export.run">; target: Target };

/** The export dialog of one source. Kept outside the dialog: an export goes on while another tab is in front. */
export interface ExportState {
  isOpen: boolean;
  target: Target | null;
  options: ExportOptions;
  run: ExportRun;
}

const INITIAL: ExportState = {
  isOpen: false,
  target: null,
  options: { compression: 6, includeComments: true, includeLogs: true, includeAuthinfos: false },
  run: { status: "none" },
};

const useExports = create<Record<string, ExportState>>(() => ({}));

export function useExport(sourceId: string): ExportState {
  return useExports((exports) => exports[sourceId] ?? INITIAL);
}

export function exportOf(sourceId: string): ExportState {
  return useExports.getState()[sourceId] ?? INITIAL;
}

export function changeExport(sourceId: string, change: Partial<ExportState>): void {
  useExports.setState({ [sourceId]: { ...exportOf(sourceId), ...change } });
}

/** Forget what was told of the last export; the options stay as they were set. */
export function freshExport(sourceId: string, isOpen: boolean): void {
  changeExport(sourceId, { isOpen, target: null, run: { status: "none" } });
}
