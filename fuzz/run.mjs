// npm run fuzz: hand thousands of damaged archives to everything that reads one, in processes that may die of it.
// Options: --seed N, --cases N (10,000), --only KIND, --case N (that one alone), --workers N. See CONTRIBUTING.md.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { prepare } from "../build/runtime/prepare.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..");
const outDir = path.join(root, `node_modules/.cache/fuzz-${process.pid}`); // another run may go on meanwhile

if (process.platform === "linux") await prepare({ window: false });
await build({
  configFile: false,
  root,
  logLevel: "warn",
  build: {
    ssr: true,
    outDir,
    target: "node20.18",
    rollupOptions: { input: { main: path.join(here, "main.ts"), worker: path.join(here, "worker.ts") } },
  },
});
const child = spawn(process.execPath, [path.join(outDir, "main.js"), root, ...process.argv.slice(2)], {
  stdio: "inherit",
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", (status) => {
  fs.rmSync(outDir, { recursive: true, force: true });
  process.exitCode = status ?? 1;
});
