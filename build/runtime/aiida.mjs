import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { userCache } from "./user-cache.mjs";

const AIIDA = "aiida-core==2.9.4";

/** The Python of an environment with AiiDA in it; made the first time, in the user's cache folder, which takes a minute or two. */
export function ensureAiida() {
  const folder = path.join(userCache("stemma-build"), AIIDA.replace("==", "-"));
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (fs.existsSync(path.join(folder, "complete"))) return python;
  console.log(`installing ${AIIDA} into ${folder} (once)`);
  fs.rmSync(folder, { recursive: true, force: true }); // what an interrupted run left
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  run(systemPython(), ["-m", "venv", folder]);
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", AIIDA]);
  fs.writeFileSync(path.join(folder, "complete"), "");
  return python;
}

/**
 * Run a script with AiiDA, in a configuration folder of its own: never the user's.
 * @param options As of `spawnSync`.
 */
export function runAiida(python, args, options) {
  const configuration = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-aiida-"));
  try {
    const env = { ...process.env, AIIDA_PATH: configuration, PYTHONDONTWRITEBYTECODE: "1" };
    const result = spawnSync(python, ["-W", "ignore", ...args], { ...options, env });
    if (result.error) throw result.error;
    return result;
  } finally {
    fs.rmSync(configuration, { recursive: true, force: true });
  }
}

/** AiiDA 2.9 needs Python 3.10 or newer. */
function systemPython() {
  for (const name of ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"]) {
    const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    if (spawnSync(name, ["-c", check]).status === 0) return name;
  }
  throw new Error(
    "The tests with AiiDA need Python 3.10 or newer with its venv module. On Debian: apt-get install -y python3-venv",
  );
}

/** Its output is shown only when it fails: pip warns about much that nobody needs to know. */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
