import { app, type UtilityProcess } from "electron";
import type { AppError } from "../../shared/ipc/errors.ts";
import type { FromEngine, ToEngine } from "../ipc/engine-messages.ts";
import { type ProcessUse, processUse } from "../ipc/process-use.ts";
import { type ProcessLimits, ProcessWatch } from "../ipc/process-watch.ts";

/** Between two looks: while a source is opened memory can grow by some hundred megabytes a second … */
const OPENING_LOOK_MS = 100;
/** … and afterwards a machine on battery should not be woken all the time. */
const OPEN_LOOK_MS = 500;
/** Time on our clock that one look may count for: more went by only where the machine slept or main was busy. */
const LOOK_COUNTS_MS = 2 * OPEN_LOOK_MS;

/**
 * Watch an engine from outside: `exceeded` is told once when it takes more memory than it may or gives no sign of life.
 * An engine that is fine answers every look. Call the result to stop watching.
 */
export function watchEngine(
  child: UtilityProcess,
  limits: ProcessLimits,
  exceeded: (error: AppError) => void,
): () => void {
  const watch = new ProcessWatch(limits);
  let isAlive = true;
  let isOpening = true;
  let grantedSeconds = 0;
  let count = 0;
  let lookedAt = performance.now();
  const listen = (message: FromEngine) => {
    isAlive = true;
    if (message.type === "longCall") grantedSeconds = message.seconds;
    else if (message.type !== "pong") isOpening = false;
  };
  child.on("message", listen);
  let timer = setTimeout(look, OPENING_LOOK_MS);

  function look(): void {
    const now = performance.now();
    const seconds = Math.min(now - lookedAt, LOOK_COUNTS_MS) / 1000;
    lookedAt = now;
    const use = child.pid === undefined ? null : takenBy(child.pid);
    const error = watch.look({
      isAlive,
      seconds,
      grantedSeconds,
      memoryBytes: use?.memoryBytes ?? null,
      cpuSeconds: use?.cpuSeconds ?? null,
    });
    if (error) return exceeded(error);
    isAlive = false;
    child.postMessage({ type: "ping", count: ++count } satisfies ToEngine);
    timer = setTimeout(look, isOpening ? OPENING_LOOK_MS : OPEN_LOOK_MS);
  }

  return () => {
    clearTimeout(timer);
    child.off("message", listen);
  };
}

/** From the kernel where it tells, else from Chromium, which counts pages that are shared too. */
function takenBy(pid: number): ProcessUse | null {
  const use = processUse(pid);
  if (use) return use;
  const metric = app.getAppMetrics().find((one) => one.pid === pid);
  if (!metric) return null;
  const { memory, cpu } = metric;
  return {
    memoryBytes: (memory.privateBytes ?? memory.workingSetSize) * 1024,
    cpuSeconds: cpu.cumulativeCPUUsage ?? 0,
  };
}
