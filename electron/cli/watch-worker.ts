import fs from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import type { AppError, WireError } from "../../shared/ipc/errors.ts";
import { processUse } from "../ipc/process-use.ts";
import { ProcessWatch } from "../ipc/process-watch.ts";
import { removeLeftovers } from "../ipc/remove-leftovers.ts";
import {
  GRANTED_SECONDS,
  HAS_PRINTED,
  HAS_TOLD,
  NEVER,
  SIGNS_OF_LIFE,
  type WatchOrder,
} from "./watch-order.ts";

// The thread that watches a verb (`watch.ts`): it only sleeps and looks, until the process ends or has to be ended.

const LOOK_EVERY_MS = 50;
/** What the verb has to end in order: time, and memory beyond what it had. */
const GRACE_MS = 700;
const GRACE_BYTES = 48 * 1024 * 1024;

const { seen, limits, json, places } = workerData as WatchOrder;
const refusal = watch();
parentPort?.postMessage({
  code: refusal.code,
  message: refusal.message,
  details: refusal.details,
} satisfies WireError);
const had = taken().memoryBytes;
for (let waited = 0; waited < GRACE_MS && taken().memoryBytes < had + GRACE_BYTES; waited += LOOK_EVERY_MS)
  sleep();
// Not awaited: a module that waits cannot be evaluated while its thread is being ended, V8 ends the whole process for that.
void end(refusal);

/** Look until something is wrong, at once and then again and again. */
function watch(): AppError {
  const processWatch = new ProcessWatch(limits);
  let signs = Atomics.load(seen, SIGNS_OF_LIFE);
  for (let lookedAt = performance.now(); ; sleep()) {
    const grantedSeconds = Atomics.load(seen, GRANTED_SECONDS); // before the sign of life that comes with its end
    const lastSign = Atomics.load(seen, SIGNS_OF_LIFE);
    const isAlive = lastSign !== signs;
    signs = lastSign;
    const now = performance.now();
    const error = processWatch.look({
      isAlive,
      seconds: (now - lookedAt) / 1000,
      grantedSeconds,
      ...taken(),
    });
    if (error) return error;
    lookedAt = now;
  }
}

/** A sleep that the end of the process interrupts. */
function sleep(): void {
  Atomics.wait(seen, NEVER, 0, LOOK_EVERY_MS);
}

function taken(): { memoryBytes: number; cpuSeconds: number } {
  const use = processUse("self");
  if (use) return use;
  const { user, system } = process.cpuUsage();
  return { memoryBytes: process.memoryUsage.rss(), cpuSeconds: (user + system) / 1e6 };
}

/** Say why, as `run-verb.ts` does unless it has done so, and end the process. */
async function end({ code, message, details }: AppError): Promise<never> {
  removeLeftovers(places, process.pid);
  if (Atomics.load(seen, HAS_TOLD) === 0) {
    write(2, `stemma: ${code}: ${message}\n`);
    if (json && Atomics.load(seen, HAS_PRINTED) === 0)
      write(1, `${JSON.stringify({ error: { code, message, details } })}\n`);
  }
  process.removeAllListeners("warning"); // that WASI is experimental concerns nobody here
  const { exitNow } = await import("./exit-now.ts");
  return exitNow(1);
}

function write(fd: number, text: string): void {
  try {
    fs.writeSync(fd, text);
  } catch {
    // nobody reads it, or nobody reads it any more: the status still tells
  }
}
