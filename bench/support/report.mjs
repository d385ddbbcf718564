import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { root } from "../../build/runtime/run-step.mjs";
import { benchFolder } from "./archives.mjs";

/** What figures were measured on. */
export function machine() {
  const [cpu] = os.cpus();
  const commit =
    git("rev-parse", "--short", "HEAD") + (git("status", "--porcelain") === "" ? "" : " with changes");
  return {
    at: new Date().toISOString().slice(0, 16),
    cpu: `${os.cpus().length} × ${cpu?.model.trim() ?? "unknown"}`,
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.type()} ${os.release()}`,
    node: process.version,
    commit,
    load: os.loadavg()[0].toFixed(1),
  };
}

/** A Markdown table. */
export function table(headings, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(headings), line(headings.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** Print a suite's tables, and keep them with all single figures. `nodes` is null where a suite has sizes of its own. */
export function publish(suite, nodes, markdown, data) {
  const on = machine();
  const size = nodes === null ? "" : `, ${nodes.toLocaleString("en-US")} nodes`;
  const head = `## ${suite}${size}\n\n${on.at} UTC, ${on.cpu}, ${on.memoryGiB} GiB, ${on.system}, Node ${on.node}, commit ${on.commit}, load ${on.load}`;
  const text = `${head}\n\n${markdown}\n`;
  const folder = path.join(benchFolder, "results");
  fs.mkdirSync(folder, { recursive: true });
  const name = nodes === null ? suite : `${suite}-${nodes}`;
  fs.writeFileSync(path.join(folder, `${name}.md`), text);
  fs.writeFileSync(
    path.join(folder, `${name}.json`),
    `${JSON.stringify({ machine: on, nodes, ...data }, null, 2)}\n`,
  );
  console.log(text);
}

export function seconds(value) {
  if (value === undefined || Number.isNaN(value)) return "–";
  return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
}

export function times(value) {
  if (value === undefined || !Number.isFinite(value)) return "–";
  return value < 10 ? `${value.toFixed(2)}×` : `${value.toFixed(0)}×`;
}

export function megabytes(bytes) {
  return bytes === undefined ? "–" : `${Math.round(bytes / 1e6)} MB`;
}

function git(...args) {
  try {
    return execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "unknown"; // a copy without its history
  }
}
