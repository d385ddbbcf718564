// Where the time goes: CPU profiles of whole runs of the command, cold and warm, as tables of what took most.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { benchFolder } from "../support/archives.mjs";
import { topFunctions } from "../support/cpu-profile.mjs";
import { publish, table } from "../support/report.mjs";

const GROUP = "screening/pilot";
const SHOWN = 8;

const RUNS = [
  { name: "info, cold", isCold: true, args: (a) => ["info", a, "--json"] },
  { name: "nodes, cold", isCold: true, args: (a) => ["nodes", a, "--json"] },
  { name: "nodes, warm", args: (a) => ["nodes", a, "--json"] },
  {
    name: "traverse --all --count, cold",
    isCold: true,
    args: (a) => ["traverse", a, "--all", "--count", "--json"],
  },
  { name: "traverse --all --count, warm", args: (a) => ["traverse", a, "--all", "--count", "--json"] },
  { name: "export --all, warm", args: (a, t) => ["export", a, t, "--all", "-f", "--json"] },
  { name: "export of a group, warm", args: (a, t) => ["export", a, t, "-G", GROUP, "-f", "--json"] },
];

export async function profileSuite({ archive, nodes, only }) {
  const folder = fs.mkdtempSync(path.join(benchFolder, "profile-"));
  const parts = [];
  const data = {};
  try {
    for (const { name, args, isCold } of RUNS.filter(
      (run) => only === undefined || run.name.includes(only),
    )) {
      const cache = path.join(folder, "cache");
      const target = path.join(folder, "out.aiida");
      if (isCold) fs.rmSync(cache, { recursive: true, force: true });
      const file = "run.cpuprofile";
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          "--cpu-prof",
          `--cpu-prof-dir=${folder}`,
          `--cpu-prof-name=${file}`,
          path.join(root, "build/stemma.mjs"),
          ...args(archive, target),
        ],
        {
          env: { ...process.env, STEMMA_CACHE: cache },
          encoding: "utf8",
          stdio: ["ignore", "ignore", "pipe"],
        },
      );
      if (status !== 0) throw new Error(`${name} failed:\n${stderr}`);
      const { total, functions } = topFunctions(path.join(folder, file));
      data[name] = { total, functions: functions.slice(0, 40) };
      const rows = functions
        .slice(0, SHOWN)
        .map(({ what, ms, share }) => [what, `${Math.round(ms)} ms`, `${Math.round(share * 100)} %`]);
      parts.push(
        `### ${name}: ${Math.round(total)} ms on the main thread\n\n${table(["function", "self time", "share"], rows)}`,
      );
    }
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  publish("profile", nodes, parts.join("\n\n"), { runs: data });
}
