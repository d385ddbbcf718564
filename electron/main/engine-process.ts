import path from "node:path";
import { type UtilityProcess, utilityProcess } from "electron";
import type { ToEngine } from "../ipc/engine-messages.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { libraries } from "./libraries.ts";
import { libraryPath } from "./library-path.ts";
import { settingsStore } from "./settings.ts";

/** So long a process waits for a source that a person is still choosing. */
const READY_KEPT_MS = 3 * 60_000;

type Environment = ReturnType<typeof environment>;

/** The engine that was started before there was a window, and what it opens. */
let early: { sourcePath: string; child: UtilityProcess } | null = null;
/** A process that has no source yet. */
let ready: { child: UtilityProcess; env: Environment; timer: NodeJS.Timeout } | null = null;

/**
 * Start a process that opens a source at once; with `readable` a damaged one as far as it can be read. It answers
 * through the ports that it is given later.
 */
export function startEngine(sourcePath: string, readable: boolean): UtilityProcess {
  const waiting = early?.sourcePath === sourcePath && !readable ? early.child : null;
  if (waiting) early = null;
  return waiting ?? opening(takeReady() ?? fork(), sourcePath, readable);
}

/**
 * Start the engine of the file that the first window will show, before that window: its process takes as long to come
 * up as the page, and the system starts one after the other. `startEngine` gives it to whoever asks first.
 */
export function startEngineEarly(sourcePath: string | undefined): void {
  if (sourcePath === undefined) return;
  const child = opening(fork(), sourcePath, false);
  early = { sourcePath, child };
  child.once("exit", () => {
    if (early?.child === child) early = null;
  });
}

/** End the engine that was started early and that nobody asked for: the file is open elsewhere, say. */
export function endUnusedEngine(): void {
  if (early) end(early.child);
}

/**
 * Start a process while a person chooses what to open or import, in the time that this takes them: the next source gets it.
 * It knows no source and reads nothing.
 */
export function readyEngine(): void {
  if (ready) return void ready.timer.refresh();
  const env = environment();
  const child = fork(env);
  ready = { child, env, timer: setTimeout(endReadyEngine, READY_KEPT_MS) };
  child.once("exit", () => {
    if (ready?.child === child) forgetReady();
  });
}

/** End the process that waits for a source: nothing was chosen, or what was chosen needs none. */
export function endReadyEngine(): void {
  if (ready) end(ready.child);
  forgetReady();
}

/** The process that waits, unless settings have changed that it was started with. */
function takeReady(): UtilityProcess | null {
  if (!ready) return null;
  const { child, env } = ready;
  if (JSON.stringify(env) !== JSON.stringify(environment())) {
    endReadyEngine();
    return null;
  }
  forgetReady();
  return child;
}

function forgetReady(): void {
  clearTimeout(ready?.timer);
  ready = null;
}

/** A process that has not come up yet does not hear that it is to end. */
function end(child: UtilityProcess): void {
  if (child.pid === undefined) child.once("spawn", () => child.kill());
  else child.kill();
}

function environment() {
  return {
    ...engineEnvironment(settingsStore().get()),
    STEMMA_LIBRARY: libraryPath(),
    STEMMA_MAIN_PID: String(process.pid),
  };
}

function fork(env: Environment = environment()): UtilityProcess {
  return utilityProcess.fork(path.join(import.meta.dirname, "engine.js"), [], {
    serviceName: "Stemma engine",
    env,
    stdio: process.env.STEMMA_DEBUG ? "inherit" : "ignore",
  });
}

function opening(child: UtilityProcess, sourcePath: string, readable: boolean): UtilityProcess {
  const message = {
    type: "open",
    path: sourcePath,
    readable,
    mayChange: libraries().mayChange(sourcePath),
    mayCreate: libraries().takeToMake(sourcePath),
  } as const;
  child.postMessage(message satisfies ToEngine);
  return child;
}
