// npm run test:interop: compare the built command with real AiiDA, which is installed once into a virtual environment
// in the user's cache folder. The last line says how many cases passed and failed.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildApp, root } from "./runtime/run-step.mjs";
import { userCache } from "./runtime/user-cache.mjs";

const AIIDA = "aiida-core==2.9.4";

try {
  const python = ensureAiida();
  const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
  if (!fs.existsSync(built)) await buildApp();
  process.exitCode = compare(python);
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}

/** The Python of an environment with AiiDA in it; made the first time, which takes a minute or two. */
function ensureAiida() {
  const folder = path.join(userCache("stemma-build"), AIIDA.replace("==", "-"));
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (fs.existsSync(path.join(folder, "complete"))) return python;
  console.log(`[interop] installing ${AIIDA} into ${folder} (once)`);
  fs.rmSync(folder, { recursive: true, force: true }); // what an interrupted run left
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  run(systemPython(), ["-m", "venv", folder]);
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", AIIDA]);
  fs.writeFileSync(path.join(folder, "complete"), "");
  return python;
}

/** AiiDA 2.9 needs Python 3.10 or newer. */
function systemPython() {
  for (const name of ["python3", "python", "python3.13", "python3.12", "python3.11", "python3.10"]) {
    const check = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))";
    if (spawnSync(name, ["-c", check]).status === 0) return name;
  }
  throw new Error(
    "The interop tests need Python 3.10 or newer with its venv module. On Debian: apt-get install -y python3-venv",
  );
}

function compare(python) {
  // AiiDA wants a configuration folder of its own: never the user's.
  const configuration = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-interop-"));
  try {
    const script = path.join(root, "e2e/interop/compare_with_aiida.py");
    const { status, error } = spawnSync(python, ["-W", "ignore", script, path.join(root, "e2e/fixtures")], {
      stdio: "inherit",
      env: { ...process.env, AIIDA_PATH: configuration, PYTHONDONTWRITEBYTECODE: "1" },
    });
    if (error) throw error;
    return status ?? 1;
  } finally {
    fs.rmSync(configuration, { recursive: true, force: true });
  }
}

/** Its output is shown only when it fails: pip warns about much that nobody needs to know. */
function run(command, args) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stdout}${stderr}`);
}
