import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), "measure.py");

/** A program to measure: its words, more environment, what happens before the clock starts, folders whose room is watched. */
/** @typedef {{ command: string[], env?: Record<string, string>, before?: () => void, check?: (output: string) => void, watch?: string[] }} Run */

/**
 * Run a program once.
 * @param {Run} run
 * @param {string} folder For its output.
 * @returns {{ wall: number, cpu: number, peakBytes: number, mostDisk?: number, endDisk?: number }} Seconds and bytes of the whole process.
 */
export function measureOnce(run, folder) {
  run.before?.();
  const report = path.join(folder, "report.json");
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: "1", ...run.env };
  const watch = run.watch ? ["--watch", ...run.watch, "--"] : [];
  const words = [script, ...watch, report, ...run.command];
  const { status, error } = spawnSync("python3", words, { env, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) throw new Error("measure.py failed; it needs Python 3.9 or newer");
  const result = JSON.parse(fs.readFileSync(report, "utf8"));
  if (result.status !== 0) {
    const words = fs.readFileSync(`${report}.err`, "utf8").slice(-2000);
    throw new Error(`${run.command.join(" ")} ended with ${result.status}:\n${words}`);
  }
  run.check?.(fs.readFileSync(`${report}.out`, "utf8"));
  const { wall, cpu, peakBytes, mostDisk, endDisk } = result;
  return { wall, cpu, peakBytes, ...(run.watch && { mostDisk, endDisk }) };
}

/** The middle one; the mean of the two in the middle when they are even. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of what each round gave. */
export function medians(results) {
  const of = (key) => median(results.map((result) => result[key]));
  return { wall: of("wall"), cpu: of("cpu"), peakBytes: of("peakBytes") };
}

/** Median of the ratios of each round: machines are faster and slower by the hour, rounds less so. */
export function medianRatio(above, below, key) {
  return median(above.map((result, i) => result[key] / below[i % below.length][key]));
}
