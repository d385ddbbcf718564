import { AppError } from "../../shared/ipc/errors.ts";

/** Work that takes its turn in a lane. */
interface LaneWork {
  jobId: number;
  /** Aborted while it waits, it never begins. */
  signal: AbortSignal;
  /** Ids of what waits in the lane, the next one first, at the moment when one of them can begin. */
  order(): number[];
}

interface Lane {
  isBusy: boolean;
  waiting: Map<number, () => void>;
}

const lanes = new Map<string, Lane>();

/**
 * Run work when nothing else of its lane runs, in this window or another one of the app.
 * @throws AppError `cancelled` while it waits; else what `run` throws.
 */
export async function inLane<T>(name: string, work: LaneWork, run: () => Promise<T>): Promise<T> {
  const lane: Lane = lanes.get(name) ?? { isBusy: false, waiting: new Map() };
  lanes.set(name, lane);
  await turn(lane, work);
  try {
    return await aloneInApp(name, work.signal, run);
  } finally {
    next(lane, work.order());
  }
}

function turn(lane: Lane, { jobId, signal }: LaneWork): Promise<void> {
  if (!lane.isBusy) {
    lane.isBusy = true;
    return Promise.resolve();
  }
  return new Promise((resolve, reject) => {
    lane.waiting.set(jobId, resolve);
    signal.addEventListener("abort", () => lane.waiting.delete(jobId) && reject(cancelled()), { once: true });
  });
}

function next(lane: Lane, order: readonly number[]): void {
  const jobId = order.find((id) => lane.waiting.has(id));
  const begin = jobId === undefined ? undefined : lane.waiting.get(jobId);
  if (jobId !== undefined) lane.waiting.delete(jobId);
  if (begin) begin();
  else lane.isBusy = false;
}

/** Windows share their locks; one that is closed, or whose page ends, gives its own back. */
function aloneInApp<T>(name: string, signal: AbortSignal, run: () => Promise<T>): Promise<T> {
  const locks = navigator.locks as LockManager | null; // null where tests run
  if (locks === null) return run();
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(cancelled()); // the lock, when it comes, is given back at once
    signal.addEventListener("abort", giveUp, { once: true });
    const begin = async () => {
      signal.removeEventListener("abort", giveUp);
      if (!signal.aborted) await run().then(resolve, reject);
    };
    locks.request(`stemma ${name}`, begin).catch(reject);
  });
}

function cancelled(): AppError {
  return new AppError("cancelled", "Cancelled.");
}
