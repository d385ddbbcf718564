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

/**
 * Begin to unpack the database of a file that the program was started with, in a thread: until the system is ready for
 * windows and engines, half a second goes by that unpacking can use. The engine joins in when it comes
 * (`electron/archive/other-unpacking.ts`). What lies unpacked from the last time costs no thread, which would only take the
 * processor from the window. Whatever fails here fails there again, and is told there.
 */
export function unpackEarly(files: readonly string[], settings: Pick<Settings, "limits" | "cache">): void {
  const env = engineEnvironment(settings);
  const worthwhile = files
    .filter((file) => sizeOf(file) >= WORTHWHILE_BYTES)
    .slice(0, MAX_FILES)
    .filter((file) => !wasUnpackedBefore(file, env));
  if (worthwhile.length === 0) return;
  const worker = new Worker(path.join(import.meta.dirname, "unpack-worker.js"), {
    workerData: worthwhile,
    env,
  });
  worker.on("error", () => undefined); // the engine meets the same, and can tell a person
  worker.unref();
}

function sizeOf(file: string): number {
  try {
    const stat = fs.statSync(file);
    return stat.isFile() ? stat.size : 0;
  } catch {
    return 0; // not there: the window will say so
  }
}
