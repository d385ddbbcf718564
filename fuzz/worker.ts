import fs from "node:fs";
import path from "node:path";
import readline from "node:readline";
import { type Kind, readCorpus } from "./corpus.ts";
import { exercise } from "./exercise.ts";
import { Findings } from "./findings.ts";
import { fingerprint, writeInput } from "./input.ts";
import { makeCase } from "./make-case.ts";
import type { FromWorker } from "./messages.ts";

// The process that takes cases: numbers come in a line each, what happens goes out as lines of JSON. It is expected to die
// now and then; whoever started it sees on which case.

const [fixtures = "", room = "", seedText = "1", only = ""] = process.argv.slice(2);
const seed = Number(seedText);
const corpus = readCorpus(fixtures);
let findings = new Findings();

process.on("unhandledRejection", (error) => findings.add("unhandled rejection", String(error)));
process.on("uncaughtException", (error) => findings.add("uncaught exception", String(error)));

for await (const line of readline.createInterface({ input: process.stdin })) await runCase(Number(line));

async function runCase(number: number): Promise<void> {
  const made = makeCase(corpus, seed, number, only === "" ? null : (only as Kind));
  if (made === null) return tell({ type: "skipped", number });
  const { kind, base, steps } = made;
  tell({ type: "begun", number, kind, base, steps });
  findings = new Findings();
  const input = path.join(room, "in", "case.aiida");
  const out = path.join(room, "out");
  writeInput(made.input, input);
  const before = fingerprint(path.dirname(input));
  const startedAt = performance.now();
  let code: string | null = null;
  try {
    code = await exercise(findings, input, out, (step) => tell({ type: "step", step }));
  } catch (error) {
    findings.add("thrown", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const milliseconds = performance.now() - startedAt;
  tell({ type: "step", step: "looking for traces" });
  if (fingerprint(path.dirname(input)) !== before)
    findings.add("input", "was changed, or has something beside it");
  checkLeftovers(out, ["exported.aiida", "migrated.aiida", "rows.csv"]);
  checkLeftovers(path.join(room, "tmp"), []);
  checkCache(path.join(room, "cache"));
  emptyFolders();
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  tell({ type: "done", number, code, milliseconds, peakMiB, findings: findings.list });
}

function checkLeftovers(folder: string, expected: readonly string[]): void {
  for (const name of fs.readdirSync(folder)) {
    if (!expected.includes(name)) findings.add("left behind", path.join(path.basename(folder), name));
  }
}

/** What is kept may stay; what was being written, and marks of what is open, may not. */
function checkCache(folder: string): void {
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (/\.(tmp|open)$/.test(entry.name)) findings.add("left in the cache", entry.name);
  }
}

function emptyFolders(): void {
  for (const name of ["in", "out", "tmp", "cache"]) {
    fs.rmSync(path.join(room, name), { recursive: true, force: true });
    fs.mkdirSync(path.join(room, name));
  }
  for (const name of fs.readdirSync(room))
    if (!["in", "out", "tmp", "cache", "settings"].includes(name)) findings.add("outside", name);
}

/** Written at once: what comes next may never end. */
function tell(message: FromWorker): void {
  fs.writeSync(1, `${JSON.stringify(message)}\n`);
}
