import fs from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { beingWritten } from "./cache-files.ts";
import { throwIfCancelled } from "./cancelled.ts";
import { pacedProgress } from "./paced-progress.ts";
import type { JobContext } from "./source.ts";

const LOOK_EVERY_MS = 8;
/** A file that does not grow for so long is nobody's work: its process hangs, or was stopped. */
const PATIENCE_MS = 4_000;

/**
 * Wait while somebody else (the program's start, another window, a command) unpacks the same file, and report how far
 * they are. True if there was such work; whether it ended well shows in what is there afterwards.
 * @param key Names the file and member, see `fileKey`. @throws `cancelled`.
 */
export async function otherUnpacking(
  folder: string,
  key: string,
  size: number,
  context: JobContext,
): Promise<boolean> {
  const report = pacedProgress(context);
  const [name] = beingWritten(folder, key);
  if (name === undefined) return false;
  const file = path.join(folder, name);
  let done = -1;
  let grewAt = performance.now();
  for (;;) {
    const now = fs.lstatSync(file, { throwIfNoEntry: false })?.size;
    if (now === undefined) return true; // renamed or removed: it is over
    if (now > done) grewAt = performance.now();
    else if (performance.now() - grewAt > PATIENCE_MS || !beingWritten(folder, key).includes(name))
      return true;
    done = now;
    report({ phase: "unpacking the database", done, total: size, unit: "bytes" });
    await setTimeout(LOOK_EVERY_MS);
    throwIfCancelled(context.signal);
  }
}
