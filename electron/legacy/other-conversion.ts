import fs from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { beingWritten } from "../archive/cache-files.ts";
import { throwIfCancelled } from "../archive/cancelled.ts";
import { pacedProgress } from "../archive/paced-progress.ts";
import type { JobContext } from "../archive/source.ts";

const LOOK_EVERY_MS = 50;
const TOUCH_EVERY_MS = 1000;
/** Files that nobody touches for so long are nobody's work: their process hangs, or was stopped. */
const PATIENCE_MS = 20_000;

/**
 * Wait while somebody else (another window, a command) converts the same archive. True if there was such work; whether it
 * ended well shows in what is there afterwards. @throws `cancelled`.
 */
export async function otherConversion(
  { folder, stem }: { folder: string; stem: string },
  context: JobContext,
): Promise<boolean> {
  const report = pacedProgress(context);
  let pulse = "";
  let changedAt = performance.now();
  for (let hasWaited = false; ; hasWaited = true) {
    const states = beingWritten(folder, stem).map((name) => stateOf(path.join(folder, name)));
    if (states.length === 0) return hasWaited;
    const now = states.map(({ size, at }) => `${size} ${at}`).join("\n");
    if (now !== pulse) changedAt = performance.now();
    else if (performance.now() - changedAt > PATIENCE_MS) return true;
    pulse = now;
    const done = states.reduce((sum, { size }) => sum + size, 0);
    report({
      phase: "waiting for another window or command that converts this archive",
      done,
      total: null,
      unit: "bytes",
    });
    await setTimeout(LOOK_EVERY_MS);
    throwIfCancelled(context.signal);
  }
}

/** A context whose reports also show to others, by the time of this file, that the work goes on. */
export function touching(file: string, context: JobContext): JobContext {
  let next = 0;
  return {
    signal: context.signal,
    progress(value) {
      context.progress(value);
      if (performance.now() < next) return;
      next = performance.now() + TOUCH_EVERY_MS;
      const now = new Date();
      fs.utimes(file, now, now, () => undefined); // gone or denied: then others do not wait
    },
  };
}

function stateOf(file: string): { size: number; at: number } {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return { size: stat?.size ?? 0, at: stat?.mtimeMs ?? 0 };
}
