import fs from "node:fs";
import path from "node:path";
import { Worker } from "node:worker_threads";
import type { Settings } from "../../shared/model/settings.ts";
import { wasUnpackedBefore } from "../archive/unpacked-before.ts";
import { engineEnvironment } from "./engine-environment.ts";

/** Below this a file holds no database that would be unpacked to the disk, but in rare cases that can wait. */
const WORTHWHILE_BYTES = 1024 * 1024;
/** More than one at once only get in each other's way. */
const MAX_FILES = 1;
/** A thread that is to stop is waited for so long; the app ends without it then. */
const STOP_LIMIT_MS = 1_000;

/** Up to this size it takes a second or two: no harm where it turns out that nobody wants the file after all. */
export const SHORT_UNPACKING_BYTES = 256 * 1024 * 1024;

/** Threads at work, by what they unpack. */
const unpacking = new Map<string, Worker>();

/**
 * Begin to unpack the database of the first of these files that is worth it, in a thread: until an engine is there to do it,
 * some tenths of a second go by, half a second when the program starts, and more while a person is asked what to do with the
 * file. The engine joins in when it comes (`electron/archive/other-unpacking.ts`). What lies unpacked from the last time, or is
 * being unpacked so, costs no thread, which would only take the processor from the window. Whatever fails here fails there again,
 * and is told there.
 * @param mostBytes A larger file is left to who wants it: that can be cancelled.
 */
export function unpackEarly(
  files: readonly string[],
  settings: Pick<Settings, "limits" | "cache">,
  mostBytes = Number.POSITIVE_INFINITY,
): void {
  const env = engineEnvironment(settings);
  const isWorthwhile = (bytes: number) => bytes >= WORTHWHILE_BYTES && bytes <= mostBytes;
  const worthwhile = files
    .filter((file) => isWorthwhile(sizeOf(file)))
    .slice(0, MAX_FILES - unpacking.size)
    .filter((file) => !unpacking.has(file) && !wasUnpackedBefore(file, env));
  for (const file of worthwhile) {
    const worker = new Worker(path.join(import.meta.dirname, "unpack-worker.js"), { workerData: file, env });
    unpacking.set(file, worker);
    worker.on("error", () => undefined); // the engine meets the same, and can tell a person
    worker.once("exit", () => unpacking.delete(file));
    worker.unref();
  }
}

/** Stop the threads, which remove what they have half-written. Resolves when they have, within a second. */
export async function stopUnpacking(): Promise<void> {
  if (unpacking.size === 0) return;
  const stopped = [...unpacking.values()].map((worker) => {
    worker.postMessage("stop");
    return new Promise((resolve) => worker.once("exit", resolve));
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, STOP_LIMIT_MS)));
  await Promise.race([Promise.all(stopped), late]);
  clearTimeout(timer);
}

function sizeOf(file: string): number {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0; // not there: the window will say so
  }
}
