import { create } from "zustand";
import type { EngineOutput, EngineProgress } from "../../../shared/ipc/engine-contract.ts";
import type { AppError } from "../../../shared/ipc/errors.ts";

/** How far the check of a source is. */
export type CheckRun =
  | { status: "none" }
  | { status: "running"; progress: EngineProgress<"source.check"> | null; cancel: () => void }
  | { status: "cancelled" }
  | { status: "failed"; error: AppError }
  | { status: "done"; report: EngineOutput<"source.check"> };

/** The check of one source. Kept outside the dialog: it goes on while the dialog is hidden or another tab in front. */
export interface CheckState {
  isOpen: boolean;
  run: CheckRun;
}

const INITIAL: CheckState = { isOpen: false, run: { status: "none" } };

const useChecks = create<Record<string, CheckState>>(() => ({}));

export function useCheck(sourceId: string): CheckState {
  return useChecks((checks) => checks[sourceId] ?? INITIAL);
}

export function checkOf(sourceId: string): CheckState {
  return useChecks.getState()[sourceId] ?? INITIAL;
}

export function changeCheck(sourceId: string, change: Partial<CheckState>): void {
  useChecks.setState({ [sourceId]: { ...checkOf(sourceId), ...change } });
}
