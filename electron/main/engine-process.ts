import path from "node:path";
import { type UtilityProcess, utilityProcess } from "electron";
import type { ToEngine } from "../ipc/engine-messages.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { libraries } from "./libraries.ts";
import { libraryPath } from "./library-path.ts";
import { settingsStore } from "./settings.ts";

/** The engine that was started before there was a window, and what it opens. */
let early: { sourcePath: string; child: UtilityProcess } | null = null;

/**
 * Start a process that opens a source at once; with `readable` a damaged one as far as it can be read. It answers
 * through the ports that it is given later.
 */
export function startEngine(sourcePath: string, readable: boolean): UtilityProcess {
  const waiting = early?.sourcePath === sourcePath && !readable ? early.child : null;
  if (waiting) early = null;
  return waiting ?? fork(sourcePath, readable);
}

/**
 * Start the engine of the file that the first window will show, before that window: its process takes as long to come
 * up as the page, and the system starts one after the other. `startEngine` gives it to whoever asks first.
 */
export function startEngineEarly(sourcePath: string | undefined): void {
  if (sourcePath === undefined) return;
  const child = fork(sourcePath, false);
  early = { sourcePath, child };
  child.once("exit", () => {
    if (early?.child === child) early = null;
  });
}

/** End the engine that was started early and that nobody asked for: the file is open elsewhere, say. */
export function endUnusedEngine(): void {
  early?.child.kill();
}

function fork(sourcePath: string, readable: boolean): UtilityProcess {
  const child = utilityProcess.fork(path.join(import.meta.dirname, "engine.js"), [], {
    serviceName: "Stemma engine",
    env: {
      ...engineEnvironment(settingsStore().get()),
      STEMMA_LIBRARY: libraryPath(),
      STEMMA_MAIN_PID: String(process.pid),
    },
    stdio: process.env.STEMMA_DEBUG ? "inherit" : "ignore",
  });
  const opening = {
    type: "open",
    path: sourcePath,
    readable,
    mayChange: libraries().mayChange(sourcePath),
    mayCreate: libraries().takeToMake(sourcePath),
  } as const;
  child.postMessage(opening satisfies ToEngine);
  return child;
}
