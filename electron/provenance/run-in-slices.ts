import { setImmediate } from "node:timers/promises";
import type { CancelSignal } from "../../shared/ipc/procedure.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";

/**
 * The event loop has its turn this often. A turn costs a third of a millisecond in an engine, where two threads hand it over: after every
 * slice of two milliseconds it would be a tenth of the time.
 */
const TURN_MS = 10;

/**
 * Run a generator to its end, giving the event loop a turn at the first yield after every 10 ms, so that "cancel" and other calls are
 * heard. What it yields goes to `progress`.
 * @throws AppError `cancelled` at the first yield after the signal was set.
 */
export async function runInSlices<P, T>(
  job: Generator<P, T>,
  context: { signal: CancelSignal; progress?: (value: P) => void },
): Promise<T> {
  throwIfCancelled(context.signal);
  let turn = performance.now() + TURN_MS;
  for (;;) {
    const step = job.next();
    if (step.done) return step.value;
    context.progress?.(step.value);
    if (performance.now() >= turn) {
      await setImmediate();
      turn = performance.now() + TURN_MS;
    }
    if (context.signal.aborted) {
      job.return(undefined as T); // lets the generator close what it holds; its value is not used
      throwIfCancelled(context.signal);
    }
  }
}
