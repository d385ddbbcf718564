import { app, MessageChannelMain, type UtilityProcess, type WebContents } from "electron";
import { SOURCE_PORT } from "../../shared/ipc/channels.ts";
import { startEngine } from "./engine-process.ts";
import { removeLeftovers } from "../ipc/remove-leftovers.ts";
import { UnfinishedWriting } from "./unfinished-writing.ts";
import type { WireError } from "../../shared/ipc/errors.ts";
import type { FromEngine, ToEngine } from "../ipc/engine-messages.ts";
import { processLimits } from "../ipc/process-watch.ts";
import { engineEnvironment } from "./engine-environment.ts";
import { watchEngine } from "./engine-watch.ts";
import { settingsStore } from "./settings.ts";

/** So many ends in so short a time are not bad luck: give up and say so. */
const RESTART_LIMIT = 3;
const RESTART_WINDOW_MS = 60_000;
/** An engine that is to end has so long to remove what it was writing. */
const CLOSE_LIMIT_MS = 3_000;

let writing: UnfinishedWriting | null = null;

/** Where engines of this app may write. */
export function unfinishedWriting(): UnfinishedWriting {
  return (writing ??= new UnfinishedWriting(app.getPath("userData")));
}

/** What the host of an engine tells its owner. */
export interface EngineEvents {
  /**
   * The engine ended by itself, or was ended. `restarting`: another one is on its way. With a refusal it is not: the source
   * took more than it may (`archive/limit`), and would do so again.
   */
  onGone(restarting: boolean, refusal: WireError | null): void;
  /** The library that it serves changed, and it answers from the new state. */
  onMoved(): void;
}

/**
 * Keeps one engine process for one source: starts it, hands ports to the window, watches that it answers, and starts
 * another when it dies. Main stays idle meanwhile; nothing here reads a source.
 */
export class EngineHost {
  readonly #sourcePath: string;
  readonly #events: EngineEvents;
  #isReadable: boolean;
  #process: UtilityProcess | null = null;
  #stopWatching: () => void = () => undefined;
  #refusal: WireError | null = null;
  #ends: number[] = [];
  #isClosed = false;
  readonly #targets = new Set<string>();
  /** Files to read, by token: an engine that is started again has to know them too. */
  readonly #readable = new Map<string, string>();

  /** `isReadable`: a damaged source is opened as far as it can be read, by this engine and those after it. */
  constructor(sourcePath: string, isReadable: boolean, events: EngineEvents) {
    this.#sourcePath = sourcePath;
    this.#isReadable = isReadable;
    this.#events = events;
    this.#start();
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** No engine runs, and none will before `restart`. */
  get isGivenUp(): boolean {
    return this.#process === null && !this.#isClosed;
  }

  /** What the source was refused for while its engine ran; null where it was not. */
  get refusal(): WireError | null {
    return this.#refusal;
  }

  /** Give a window a fresh port to the engine. */
  connect(contents: WebContents, sourceId: string): void {
    if (!this.#process || contents.isDestroyed()) return;
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage({ type: "port" } satisfies ToEngine, [port1]);
    contents.postMessage(SOURCE_PORT, sourceId, [port2]);
  }

  /** Let the engine write to a place that the person chose. */
  grant(token: string, path: string, mayReplace: boolean): void {
    this.#targets.add(path);
    if (this.#process?.pid) unfinishedWriting().add(path, this.#process.pid);
    this.#send({ type: "grant", token, path, mayReplace });
  }

  /** Let the engine read a file that the person chose, beside its source. */
  grantReading(token: string, path: string): void {
    this.#readable.set(token, path);
    this.#send({ type: "grant", token, path, mayReplace: false });
  }

  /** End this engine and start another, with the restart count cleared: the person asked for it. */
  restart(isReadable: boolean): void {
    this.#isReadable = isReadable;
    this.#ends = [];
    this.#refusal = null;
    if (this.#process) this.#process.kill();
    else this.#gone();
  }

  /** End the engine: it cancels what it is doing and cleans up first. Resolves when the process is gone. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#stopWatching();
    const child = this.#process;
    this.#process = null;
    if (!child?.pid) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => child.kill(), CLOSE_LIMIT_MS);
      child.once("exit", () => {
        clearTimeout(timer);
        resolve();
      });
      child.postMessage({ type: "close" } satisfies ToEngine);
    });
  }

  #start(): void {
    const child = startEngine(this.#sourcePath, this.#isReadable);
    this.#process = child;
    for (const [token, path] of this.#readable) this.#send({ type: "grant", token, path, mayReplace: false });
    child.on("message", ({ type }: FromEngine) => {
      if (type === "moved" && this.#process === child) this.#events.onMoved();
    });
    this.#stopWatching = watchEngine(
      child,
      processLimits(engineEnvironment(settingsStore().get())),
      ({ code, message, details }) => {
        this.#refusal = { code, message, details };
        if (child.pid !== undefined) process.kill(child.pid, "SIGKILL"); // what is stuck or stopped hears nothing less
      },
    );
    let pid = child.pid ?? 0; // one that was started early may run already
    child.once("spawn", () => (pid = child.pid ?? 0));
    child.on("exit", () => {
      removeLeftovers(this.#targets, pid);
      if (this.#targets.size > 0) unfinishedWriting().ended(pid);
      if (this.#process !== child) return;
      this.#process = null;
      this.#gone();
    });
  }

  #gone(): void {
    this.#stopWatching();
    if (this.#isClosed) return;
    if (this.#refusal) return this.#events.onGone(false, this.#refusal);
    const now = Date.now();
    this.#ends = [...this.#ends.filter((end) => now - end < RESTART_WINDOW_MS), now];
    const restarting = this.#ends.length <= RESTART_LIMIT;
    if (restarting) this.#start();
    this.#events.onGone(restarting, null);
  }

  #send(message: ToEngine): void {
    this.#process?.postMessage(message);
  }
}
