import { AppError } from "../../shared/ipc/errors.ts";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";

/** Throw `cancelled` if the caller no longer wants the answer. */
export function throwIfCancelled(signal: CancelSignal): void {
  if (signal.aborted) throw new AppError("cancelled", "Cancelled.");
}
