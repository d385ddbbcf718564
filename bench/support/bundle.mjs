import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const bench = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const cache = path.join(bench, "../node_modules/.cache/bench");

/** Bundle a script of this folder with what the app is built with; Node 20 runs no TypeScript. Returns the file. */
export async function bundle(script) {
  const name = path.basename(script, ".ts");
  const outDir = path.join(cache, name);
  await build({
    configFile: false,
    logLevel: "warn",
    build: { ssr: path.join(bench, script), outDir, target: "node20.18" },
  });
  return path.join(outDir, `${name}.js`);
}

/** Bundle a script and run it in plain Node. Returns its exit status. */
export async function runBundled(script, args) {
  const file = await bundle(script);
  const { status } = spawnSync(process.execPath, [file, ...args], { stdio: "inherit" });
  return status ?? 1;
}
