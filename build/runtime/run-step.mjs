import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Path of a JavaScript program inside an installed package: the same on every system, without a shell. */
export function program(file) {
  return path.join(root, "node_modules", file);
}

/**
 * Run a program with Node in the project's folder, its output shown as it comes.
 * @returns Exit status and all of its output.
 */
export function runNode(args, env = {}) {
  return new Promise((resolve, reject) => {
    let output = "";
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const take = (stream) => (data) => {
      output += data;
      stream.write(data);
    };
    child.stdout.on("data", take(process.stdout));
    child.stderr.on("data", take(process.stderr));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

/** Build main, preload and renderer into `out/`. Throws when it fails. */
export async function buildApp() {
  const { status } = await runNode([
    program("electron-vite/bin/electron-vite.js"),
    "build",
    "--logLevel",
    "warn",
  ]);
  if (status !== 0) throw new Error("The build failed.");
}
