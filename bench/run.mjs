// node bench/run.mjs [nodes]: bundle the benchmark with what the app is built with, and run it in plain Node.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const here = path.dirname(fileURLToPath(import.meta.url));
const outDir = path.join(here, "../node_modules/.cache/bench");
await build({
  configFile: false,
  logLevel: "warn",
  build: { ssr: path.join(here, "closure-and-export.ts"), outDir, target: "node20.18" },
});
const { status } = spawnSync(
  process.execPath,
  [path.join(outDir, "closure-and-export.js"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);
process.exitCode = status ?? 1;
