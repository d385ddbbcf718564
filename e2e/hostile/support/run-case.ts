import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { ERROR_CODES, type ErrorCode } from "../../../shared/ipc/errors.ts";
import type { HostileCase, Outcome, VerbName, VerbRun } from "./hostile-case.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const outFolder = path.resolve(root, process.env["STEMMA_OUT"] ?? "out");
const KEPT_BYTES = 8 * 1024 * 1024;
const LOOK_EVERY_MS = 5;
/** Nobody waits for longer; what takes a tenth of it in processor time has failed already. */
const HANGS_AFTER_MS = 120_000;
const NOBODY = 65_534;

/** All that one case did. */
export interface CaseReport {
  runs: VerbRun[];
  /** What reached for the network, started a program, or wrote outside its folders. */
  trips: string[];
  /** Paths that were made, changed or removed where nothing may be. */
  changes: string[];
  /** What is left in the folder for temporary files. */
  leftovers: string[];
  /** Files of the folder of targets that are no finished target. */
  halfWritten: string[];
}

/** The verbs that the built command has: some were added later than others. */
export async function builtVerbs(): Promise<VerbName[]> {
  const { stdout } = await runProcess([launcher, "--help"], baseEnvironment(os.tmpdir()), {});
  return [...stdout.matchAll(/^ {2}stemma ([a-z]+) /gm)].map(([, verb]) => verb as VerbName);
}

const launcher = path.join(root, "build/stemma.mjs");
const driver = path.join(import.meta.dirname, "run-verbs.mjs");
const tripwire = path.join(import.meta.dirname, "tripwire.cjs");

/** Make the source of a case and put it through the built command; the folder of the case is removed again. */
export async function runCase(hostile: HostileCase, verbs: readonly VerbName[]): Promise<CaseReport> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-hostile-"));
  try {
    for (const name of ["source", "home", "tmp", "cache", "target"]) fs.mkdirSync(path.join(folder, name));
    const source = await hostile.make(path.join(folder, "source"));
    if (hostile.asNobody && process.getuid?.() === 0) giveToNobody(folder);
    return await runIn(folder, source, hostile, verbs);
  } finally {
    if (process.env["STEMMA_HOSTILE_KEEP"] === undefined)
      fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function runIn(
  folder: string,
  source: string,
  hostile: HostileCase,
  verbs: readonly VerbName[],
): Promise<CaseReport> {
  const log = path.join(folder, "tripwire.log");
  const env = { ...baseEnvironment(folder), ...hostile.env };
  const before = hostile.meanwhile ? null : snapshot(folder);
  const runs: VerbRun[] = [];
  if (needsLauncher(hostile)) {
    const info = await runProcess([launcher, "info", source, "--json"], env, {
      hostile,
      folder,
      ...(hostile.meanwhile && { meanwhile: () => hostile.meanwhile?.(source) }),
    });
    runs.push(asRun("info", ["info", source, "--json"], info));
  }
  const target = path.join(folder, "target", "exported.aiida");
  const built = path.join(outFolder, "main/cli.js");
  const rest = await runProcess(
    [
      "--expose-gc",
      driver,
      built,
      source,
      target,
      verbsFor(hostile, verbs).join(","),
      hostile.isLarge ? "once" : "all",
    ],
    env,
    {
      hostile,
      folder,
    },
  );
  runs.push(...readReport(rest));
  const inTarget = ["exported.aiida", "exported.aiida.migrated"];
  return {
    runs,
    trips: fs.existsSync(log) ? fs.readFileSync(log, "utf8").split("\n").filter(Boolean) : [],
    changes: before === null ? [] : differences(before, snapshot(folder)),
    leftovers: fs.readdirSync(path.join(folder, "tmp")),
    halfWritten: fs.readdirSync(path.join(folder, "target")).filter((name) => !inTarget.includes(name)),
  };
}

/**
 * Whether the command is also started as people start it. A process costs more than any verb: each eighth case is enough
 * to see that the launcher changes nothing.
 */
function needsLauncher({ name, stage, asNobody, meanwhile }: HostileCase): boolean {
  return Boolean(stage ?? asNobody ?? meanwhile) || name.length % 8 === 0;
}

/** `verify` starts threads, which costs more than all other verbs: it is asked for where a case names it, and of a third. */
function verbsFor(hostile: HostileCase, verbs: readonly VerbName[]): VerbName[] {
  const verifies = hostile.verbs?.verify !== undefined || hostile.name.length % 3 === 0;
  return verbs.filter((verb) => verb !== "verify" || verifies);
}

/** An environment in which everything that a program keeps lies in the case's folder. */
function baseEnvironment(folder: string): Record<string, string> {
  const allowed = ["tmp", "cache", "target"].map((name) => path.join(folder, name));
  return {
    PATH: process.env["PATH"] ?? "",
    CASE: folder,
    HOME: path.join(folder, "home"),
    TMPDIR: path.join(folder, "tmp"),
    STEMMA_CACHE: path.join(folder, "cache"),
    STEMMA_OUT: outFolder,
    STEMMA_TRIPWIRE_LOG: path.join(folder, "tripwire.log"),
    STEMMA_TRIPWIRE_FOLDERS: [...allowed, "/proc/self/clear_refs"].join(path.delimiter),
    NODE_OPTIONS: `--require ${tripwire}`,
  };
}

interface ProcessResult {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stdoutBytes: number;
  stderr: string;
  /** What came on descriptor 3. */
  said: string;
  cpuMs: number;
  peakMiB: number;
}

interface ProcessOptions {
  hostile?: HostileCase;
  folder?: string;
  meanwhile?(): void;
}

/** Run Node; watch its memory and its processor time from outside. */
function runProcess(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { hostile, folder, meanwhile }: ProcessOptions,
): Promise<ProcessResult> {
  const isRoot = process.getuid?.() === 0;
  const words = [process.execPath, ...args];
  const staged = hostile?.stage
    ? ["unshare", isRoot ? "-m" : "-rm", "sh", "-c", `${hostile.stage} && exec "$@"`, "sh", ...words]
    : words;
  const asNobody = hostile?.asNobody === true && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(staged[0]!, staged.slice(1), {
      cwd: folder ?? root,
      env,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      ...asNobody,
    });
    const outputs = [1, 2, 3].map((descriptor) =>
      collect(child.stdio[descriptor] as NodeJS.ReadableStream, descriptor === 3 ? Infinity : KEPT_BYTES),
    );
    let peakMiB = 0;
    let cpuMs = 0;
    const look = () => {
      const { peak, cpu } = lookAt(child.pid);
      peakMiB = Math.max(peakMiB, peak);
      cpuMs = Math.max(cpuMs, cpu);
      meanwhile?.();
    };
    const looking = setInterval(look, LOOK_EVERY_MS);
    const hanging = setTimeout(() => child.kill("SIGKILL"), HANGS_AFTER_MS);
    child.on("error", reject);
    child.on("close", (status, signal) => {
      clearInterval(looking);
      clearTimeout(hanging);
      const [stdout, stderr, said] = outputs.map((output) => output.text()) as [string, string, string];
      resolve({ status, signal, stdout, stdoutBytes: outputs[0]!.bytes(), stderr, said, cpuMs, peakMiB });
    });
  });
}

function collect(stream: NodeJS.ReadableStream, mostBytes: number) {
  const parts: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    if (bytes < mostBytes) parts.push(chunk);
    bytes += chunk.length;
  });
  return { bytes: () => bytes, text: () => Buffer.concat(parts).toString("utf8") };
}

const TICK_MS = 10; // a hundredth of a second, on every Linux that Node runs on

/** Most memory so far and processor time of a process; zeros where the system has no /proc. */
function lookAt(pid: number | undefined): { peak: number; cpu: number } {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
    const stat = fs
      .readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return {
      peak: Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1] ?? 0) / 1024,
      cpu: (Number(stat[11]) + Number(stat[12])) * TICK_MS,
    };
  } catch {
    return { peak: 0, cpu: 0 }; // ended meanwhile
  }
}

function asRun(verb: VerbName, args: string[], result: ProcessResult): VerbRun {
  const { status, signal, stdout, stdoutBytes, stderr, cpuMs, peakMiB } = result;
  const said = signal === null ? stderr : `${stderr}\nended by ${signal}`;
  return {
    verb,
    args,
    status,
    outcome: outcomeOf(verb, status, said),
    stdout,
    stdoutBytes,
    stderr: said,
    cpuMs,
    peakMiB,
  };
}

interface Said {
  begin?: VerbName;
  verb: VerbName;
  args: string[];
  status: number;
  stdout: string;
  stdoutBytes: number;
  stderr: string;
  cpuMs: number;
  peakKiB: number;
}

/** What the driver said of each verb; a verb that began and never ended took the process with it. */
function readReport(result: ProcessResult): VerbRun[] {
  const runs: VerbRun[] = [];
  let begun: Said | null = null;
  for (const line of result.said.split("\n").filter(Boolean)) {
    const said = JSON.parse(line) as Said;
    if (said.begin) {
      begun = said;
      continue;
    }
    begun = null;
    const { verb, args, status, stdout, stdoutBytes, stderr, cpuMs, peakKiB } = said;
    const outcome = outcomeOf(verb, status, stderr);
    runs.push({ verb, args, status, outcome, stdout, stdoutBytes, stderr, cpuMs, peakMiB: peakKiB / 1024 });
  }
  if (begun !== null || result.status !== 0) {
    const run = asRun(begun?.begin ?? "info", begun?.args ?? [], result);
    runs.push({ ...run, outcome: "engine/crashed" });
  }
  return runs;
}

/** The code of the one line that a refusal prints. */
function outcomeOf(verb: VerbName, status: number | null, stderr: string): Outcome {
  if (status === 0) return "done";
  if (verb === "verify" && status === 1 && !/^stemma: (?!warning: )/m.test(stderr)) return "problems";
  const code = /^stemma: ([a-z]+\/[a-z-]+|cancelled|usage|internal): /m.exec(stderr)?.[1];
  return (ERROR_CODES as readonly (string | undefined)[]).includes(code) ? (code as ErrorCode) : "internal";
}

function giveToNobody(folder: string): void {
  fs.chmodSync(folder, 0o755);
  for (const name of ["home", "tmp", "cache", "target"])
    fs.chownSync(path.join(folder, name), NOBODY, NOBODY);
}

/** Every path of a case's folder outside of what may be written, with what would tell a change. */
function snapshot(folder: string): Map<string, string> {
  const seen = new Map<string, string>();
  const look = (at: string) => {
    for (const entry of fs.readdirSync(path.join(folder, at), { withFileTypes: true })) {
      const name = path.join(at, entry.name);
      if (["tmp", "cache", "target", "tripwire.log"].includes(name)) continue;
      const { size, mtimeMs, mode, ino } = fs.lstatSync(path.join(folder, name));
      seen.set(name, `${size} ${mtimeMs} ${mode} ${ino}`);
      if (entry.isDirectory()) look(name);
    }
  };
  look("");
  return seen;
}

function differences(before: Map<string, string>, after: Map<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}
