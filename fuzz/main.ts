import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type Kind, KINDS, readCorpus } from "./corpus.ts";
import { writeInput } from "./input.ts";
import { makeCase } from "./make-case.ts";
import { type CaseResult, WatchedWorker } from "./watched-worker.ts";

// Hands out cases, keeps what failed, and sums up. The last line counts what passed and failed.

const [root = "", ...words] = process.argv.slice(2);
const { values } = parseArgs({
  args: words,
  options: {
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "10000" },
    only: { type: "string" },
    case: { type: "string" },
    workers: { type: "string", default: String(Math.min(2, os.availableParallelism())) },
  },
});
const seed = Number(values.seed);
const only = (values.only ?? null) as Kind | null;
if (only !== null && !KINDS.includes(only)) fail(`--only takes one of: ${KINDS.join(", ")}`);
if (![values.seed, values.cases, values.workers, values.case ?? "0"].every((text) => /^\d+$/.test(text)))
  fail("--seed, --cases, --case and --workers take whole numbers");

const fixtures = path.join(root, "e2e/fixtures");
const keptIn = path.join(root, "fuzz/found");
const results: CaseResult[] = [];
const wanted = values.case === undefined ? Number(values.cases) : 1;
let next = Number(values.case ?? 0);
let taken = 0;
const startedAt = performance.now();

const workers = new Set<WatchedWorker>();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    for (const worker of workers) worker.close();
    sumUp();
    process.exit(1);
  });
}
await Promise.all(Array.from({ length: Math.min(Number(values.workers), wanted) }, work));
sumUp();

async function work(): Promise<void> {
  const worker = new WatchedWorker(path.join(import.meta.dirname, "worker.js"), fixtures, seed, only ?? "");
  workers.add(worker);
  try {
    while (taken < wanted) {
      taken++;
      const result = await worker.run(next++);
      if (result === null)
        taken--; // of another kind
      else take(result);
    }
  } finally {
    workers.delete(worker);
    worker.close();
  }
}

function take(result: CaseResult): void {
  results.push(result);
  if (results.length % 1000 === 0) console.log(`${results.length} of ${wanted} cases`);
  if (values.case !== undefined) console.log(JSON.stringify(result, null, 2));
  if (result.findings.length === 0) return;
  const { number, kind, base, steps, findings } = result;
  const folder = path.join(keptIn, `${seed}-${number}`);
  keep(folder, result);
  console.log(`\nCase ${number} failed: ${kind}, made from ${base}\n  ${steps.join("\n  ")}`);
  for (const finding of findings.slice(0, 10)) console.log(`  ✗ ${finding}`);
  console.log(
    `  input: ${path.relative(root, folder)}\n  again: npm run fuzz -- --seed ${seed} --case ${number}`,
  );
}

/** Keep the input of a case, and what was found. */
function keep(folder: string, result: CaseResult): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "result.json"), JSON.stringify(result, null, 2));
  const made = makeCase(readCorpus(fixtures), seed, result.number, null);
  if (made) writeInput(made.input, path.join(folder, "case.aiida"));
}

function sumUp(): void {
  if (results.length === 0) return;
  const outcomes = new Map<string, number>();
  for (const { kind, outcome } of results) {
    const key = `${kind.padEnd(14)} ${outcome}`;
    outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
  }
  console.log("");
  for (const [key, count] of [...outcomes].sort()) console.log(`${String(count).padStart(7)}  ${key}`);
  const slowest = results.reduce((a, b) => (a.milliseconds > b.milliseconds ? a : b));
  const peak = Math.max(...results.map(({ peakMiB }) => peakMiB));
  const failed = results.filter(({ findings }) => findings.length > 0).length;
  console.log(
    `seed ${seed}: ${((performance.now() - startedAt) / 1000).toFixed(1)} s; slowest case ${slowest.number} took ${(slowest.milliseconds / 1000).toFixed(1)} s; most memory ${Math.round(peak)} MiB`,
  );
  console.log(`${results.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function fail(message: string): never {
  console.error(message);
  process.exit(2);
}
