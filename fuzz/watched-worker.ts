import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import readline from "node:readline";
import { processUse } from "../electron/ipc/process-use.ts";
import type { FromWorker } from "./messages.ts";

/** How one case ended, whoever said so. */
export interface CaseResult {
  number: number;
  kind: string;
  base: string;
  steps: string[];
  /** The code that refused the input, `opened`, or what the process died of. */
  outcome: string;
  milliseconds: number;
  peakMiB: number;
  findings: string[];
}

const LOOK_EVERY_MS = 50;
/** Processor time a case may take, which a busy machine does not stretch … */
const MOST_CPU_SECONDS = 10;
/** … and time on the clock, for what waits for ever. */
const MOST_SECONDS = 30;
const MOST_MIB = 1024;
/** Memory of a process only grows; a fresh one now and then keeps cases apart. */
const CASES_OF_A_PROCESS = 400;

/** Runs cases one after the other in a process that is watched from outside and replaced when it dies. */
export class WatchedWorker {
  readonly #script: string;
  readonly #arguments: string[];
  readonly #room: string;
  #child: ChildProcess | null = null;
  #casesDone = 0;
  #onMessage: (message: FromWorker) => void = () => undefined;
  #onExit: (how: string) => void = () => undefined;

  constructor(script: string, fixtures: string, seed: number, only: string) {
    this.#script = script;
    this.#room = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-fuzz-"));
    this.#arguments = [fixtures, this.#room, String(seed), only];
  }

  /** Run one case; null when the case is of another kind than asked for. Never rejects. */
  run(number: number): Promise<CaseResult | null> {
    const child = this.#child ?? this.#start();
    return new Promise((resolve) => {
      let begun: Extract<FromWorker, { type: "begun" }> | null = null;
      let step = "making the input";
      let killedFor: string | null = null;
      const startedAt = performance.now();
      const cpuAtStart = takenBy(child).cpuSeconds;
      const finish = (result: CaseResult | null) => {
        clearInterval(watch);
        resolve(result);
      };
      const watch = setInterval(() => {
        const { memoryBytes, cpuSeconds } = takenBy(child);
        const mib = memoryBytes / 1024 / 1024;
        const cpu = cpuSeconds - cpuAtStart;
        if (mib > MOST_MIB) killedFor = `took ${Math.round(mib)} MiB of memory`;
        else if (cpu > MOST_CPU_SECONDS) killedFor = `took more than ${MOST_CPU_SECONDS} s of processor time`;
        else if (performance.now() - startedAt > MOST_SECONDS * 1000)
          killedFor = `did not end in ${MOST_SECONDS} s`;
        if (killedFor !== null) child.kill("SIGKILL");
      }, LOOK_EVERY_MS);
      this.#onMessage = (message) => {
        if (message.type === "begun") begun = message;
        else if (message.type === "step") step = message.step;
        else if (message.type === "skipped") finish(null);
        else {
          const { milliseconds, peakMiB, findings } = message;
          if (peakMiB > MOST_MIB) findings.push(`memory: peak of ${Math.round(peakMiB)} MiB`);
          finish({
            ...factsOf(begun, number),
            outcome: message.code ?? "opened",
            milliseconds,
            peakMiB,
            findings,
          });
          if (++this.#casesDone >= CASES_OF_A_PROCESS || peakMiB > MOST_MIB) this.end();
        }
      };
      this.#onExit = (how) => {
        const finding = `${step}: ${killedFor ?? `the process ended (${how})`}`;
        const milliseconds = performance.now() - startedAt;
        finish({
          ...factsOf(begun, number),
          outcome: "ended",
          milliseconds,
          peakMiB: 0,
          findings: [finding],
        });
      };
      child.stdin?.write(`${number}\n`);
    });
  }

  /** End the process; the next case gets a fresh one. */
  end(): void {
    const child = this.#child;
    this.#child = null;
    this.#onExit = () => undefined;
    child?.kill("SIGKILL");
  }

  /** End the process and remove its folder. */
  close(): void {
    this.end();
    fs.rmSync(this.#room, { recursive: true, force: true });
  }

  #start(): ChildProcess {
    this.#casesDone = 0;
    const inRoom = (name: string) => path.join(this.#room, name);
    fs.rmSync(this.#room, { recursive: true, force: true });
    for (const name of ["in", "out", "tmp", "cache", "settings"])
      fs.mkdirSync(inRoom(name), { recursive: true });
    const child = spawn(process.execPath, [this.#script, ...this.#arguments], {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        ...process.env,
        TMPDIR: inRoom("tmp"),
        STEMMA_CACHE: inRoom("cache"),
        XDG_CONFIG_HOME: inRoom("settings"),
      },
    });
    this.#child = child;
    child.stdin?.on("error", () => undefined); // it died: `exit` tells
    const lines = readline.createInterface({ input: child.stdout! });
    lines.on("line", (line) => {
      if (this.#child === child) this.#onMessage(JSON.parse(line) as FromWorker);
    });
    child.once("close", (status, signal) => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#onExit(signal ?? `exit status ${status}`);
    });
    return child;
  }
}

/** Nothing where the system does not tell: then the clock alone decides. */
function takenBy({ pid }: ChildProcess) {
  return (pid === undefined ? null : processUse(pid)) ?? { memoryBytes: 0, cpuSeconds: 0 };
}

function factsOf(begun: Extract<FromWorker, { type: "begun" }> | null, number: number) {
  return { number, kind: begun?.kind ?? "?", base: begun?.base ?? "?", steps: begun?.steps ?? [] };
}
