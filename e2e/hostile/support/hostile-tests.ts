import fs from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { ERROR_CODES } from "../../../shared/ipc/errors.ts";
import type { Expected, HostileCase, Outcome, VerbName, VerbRun } from "./hostile-case.ts";
import { builtVerbs, type CaseReport, runCase } from "./run-case.ts";

/** What the project promises of any file whatever (`docs/security.md`, "Hostile files"). */
const MOST_MEMORY_MIB = 1024;
const MOST_CPU_MS = 10_000; // processor time, because a busy machine is no fault of the command

const FAULTS_SHOWN = 6;

// What text may not hold: control characters but the line feed, and marks that turn the direction of writing.
const RAW_CHARACTERS =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;
const STACK = /^\s+at .*[(:]\d+|node:internal|\.js:\d+:\d+/m;

/** What is opened as far as it can be read may open or not; it is refused by name, as any other. */
const READABLE: readonly Outcome[] = [
  "done",
  ...ERROR_CODES.filter((code) => !["internal", "usage", "engine/crashed", "ipc/bad-request"].includes(code)),
];

/** One test for each case of a theme. */
export function hostileTests(theme: string, cases: readonly HostileCase[]): void {
  describe(theme, () => {
    let verbs: VerbName[] = [];
    beforeAll(async () => {
      verbs = await builtVerbs();
    });
    for (const hostile of cases) {
      test(hostile.name, async () => {
        const report = await runCase(hostile, verbs);
        const faults = faultsOf(hostile, report);
        if (faults.length > 0) expect.fail(faults.slice(0, FAULTS_SHOWN).join("\n"));
        hostile.check?.(report.runs);
        for (const place of hostile.mustNotAppear ?? []) expect(fs.existsSync(place), place).toBe(false);
      });
    }
  });
}

/** Everything that is not as it has to be, in words. */
function faultsOf(hostile: HostileCase, report: CaseReport): string[] {
  const { runs, trips, changes, leftovers, halfWritten } = report;
  return [
    ...runs.flatMap((run) => faultsOfRun(hostile, run)),
    ...trips.map((trip) => `did what it must not: ${trip}`),
    ...changes.map((path) => `changed: ${path}`),
    ...leftovers.map((name) => `left in the temporary folder: ${name}`),
    ...halfWritten.map((name) => `left beside the target: ${name}`),
  ];
}

function faultsOfRun(hostile: HostileCase, run: VerbRun): string[] {
  const where = run.args.join(" ").slice(0, 120);
  const expected = run.args.includes("--readable") ? READABLE : expectedOf(hostile, run.verb);
  const faults: string[] = [];
  const fault = (what: string) => faults.push(`${run.verb} ${where}: ${what}`);
  if (!expected.includes(run.outcome)) {
    fault(`${run.outcome} instead of ${expected.join(" or ")}: ${run.stderr.slice(-400)}`);
  }
  if (run.outcome !== "done" && run.status !== 1) fault(`ended with status ${run.status}`);
  if (STACK.test(run.stderr)) fault(`printed a stack: ${run.stderr.slice(0, 300)}`);
  const lines = run.stderr.split("\n").filter(Boolean);
  if (lines.some((line) => !line.startsWith("stemma: ")))
    fault(`said more than its line: ${run.stderr.slice(0, 300)}`);
  const errors = lines.filter((line) => !line.startsWith("stemma: warning: "));
  if (errors.length !== (isAnswered(run.outcome) ? 0 : 1)) fault(`said ${errors.length} lines of error`);
  if (RAW_CHARACTERS.test(run.stderr)) fault("printed raw characters on stderr");
  const isJson = run.args.includes("--json");
  const isText = !isJson && run.verb !== "cat";
  if (isText && RAW_CHARACTERS.test(run.stdout)) fault("printed raw characters");
  if (isJson && run.stdoutBytes === Buffer.byteLength(run.stdout) && !isOneJson(run.stdout))
    fault("printed no JSON");
  if (run.peakMiB >= MOST_MEMORY_MIB) fault(`took ${Math.round(run.peakMiB)} MiB of memory`);
  if (run.cpuMs >= MOST_CPU_MS) fault(`took ${Math.round(run.cpuMs)} ms of processor time`);
  return faults;
}

function expectedOf({ opens, verbs }: HostileCase, verb: VerbName): readonly Outcome[] {
  const list = (expected: Expected) => (typeof expected === "string" ? [expected] : expected);
  const own = verbs?.[verb];
  if (own !== undefined) return list(own);
  const isOpen = list(opens).includes("done");
  if (verb === "verify") return [...list(opens), "problems"];
  // A node that is not there to be shown was asked for only because there was none.
  return isOpen && verb === "show" ? [...list(opens), "node/not-found"] : list(opens);
}

function isAnswered(outcome: Outcome): boolean {
  return outcome === "done" || outcome === "problems";
}

function isOneJson(text: string): boolean {
  try {
    JSON.parse(text.replaceAll(/(?<=[:[,]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])/g, "0")); // as Python writes them
    return true;
  } catch {
    return false;
  }
}
