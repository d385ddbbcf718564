// The calls of the window to its engine, in plain Node: first answer, later ones, memory.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { benchFolder } from "../support/archives.mjs";
import { bundle } from "../support/bundle.mjs";
import { median } from "../support/measure.mjs";
import { megabytes, publish, table } from "../support/report.mjs";

export async function engineSuite({ archive, nodes, rounds, profiles }) {
  const script = await bundle("engine/calls.ts");
  const folder = fs.mkdtempSync(path.join(benchFolder, "engine-"));
  const profiling = profiles
    ? ["--cpu-prof", `--cpu-prof-dir=${profiles}`, "--cpu-prof-name=engine.cpuprofile"]
    : [];
  try {
    const { status, stdout } = spawnSync(
      process.execPath,
      [...profiling, script, archive, folder, String(rounds)],
      { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 2 ** 28 },
    );
    if (status !== 0) throw new Error("the calls failed");
    const { calls, memory } = JSON.parse(stdout);
    const text = (value) =>
      value === undefined ? "–" : value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
    const rows = Object.entries(calls).map(([name, [first, ...later]]) => [
      name,
      text(first),
      text(later.length > 0 ? median(later) : undefined),
    ]);
    const used = `Memory of the process: ${megabytes(memory.private)} private, ${megabytes(memory.resident)} resident, ${megabytes(memory.peak)} at its peak.`;
    publish("engine", nodes, `${table(["call", "first", "later, median"], rows)}\n\n${used}`, {
      calls,
      memory,
    });
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
