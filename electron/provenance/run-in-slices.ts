import { setImmediate } from "node:timers/promises";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";

/**
 * Run a generator to its end, giving the event loop a turn after each yield, so that "cancel" and other calls are
 * heard. What it yields goes to `progress`.
 * @throws AppError `cancelled` at the first yield after the signal was set.
 */
export async function runInSlices<P, T>(
  job: Generator<P, T>,
  context: { signal: CancelSignal; progress?: (value: P) => void },
): Promise<T> {
  throwIfCancelled(context.signal);
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
    context.progress?.(step.value);
    await setImmediate();
    if (context.signal.aborted) {
      job.return(undefined as T); // lets the generator close what it holds; its value is not used
      throwIfCancelled(context.signal);
    }
  }
}
