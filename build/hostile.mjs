// npm run test:hostile: make files that mean no good and put each through the built command (`e2e/hostile`). Names of
// themes choose some: npm run test:hostile -- rows names.
import fs from "node:fs";
import path from "node:path";
import { buildApp, root, runNode } from "./runtime/run-step.mjs";

try {
  const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
  if (!fs.existsSync(built)) await buildApp();
  const config = ["run", "--config", "e2e/hostile/vitest.config.ts"];
  const { status } = await runNode(["build/runtime/vitest.mjs", ...config, ...process.argv.slice(2)]);
  process.exitCode = status;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
