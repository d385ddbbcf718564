import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { userCache } from "../../build/runtime/user-cache.mjs";

const AIIDA = "aiida-core==2.9.4";

/** The Python of an environment with AiiDA: the one of the interop tests, made by either the first time. */
export function aiidaPython() {
  const folder = path.join(userCache("stemma-build"), AIIDA.replace("==", "-"));
  const python = path.join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  if (fs.existsSync(path.join(folder, "complete"))) return python;
  console.error(`[bench] installing ${AIIDA} into ${folder} (once)`);
  fs.rmSync(folder, { recursive: true, force: true }); // what an interrupted run left
  run("python3", ["-m", "venv", folder]);
  run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", AIIDA]);
  fs.writeFileSync(path.join(folder, "complete"), "");
  return python;
}

function run(command, args) {
  const { status, error, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${stderr}`);
}
