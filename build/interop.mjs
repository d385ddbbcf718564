// npm run test:interop: compare the built command with real AiiDA, which is installed once into a virtual environment
// in the user's cache folder. The last line says how many cases passed and failed.
import fs from "node:fs";
import path from "node:path";
import { ensureAiida, runAiida } from "./runtime/aiida.mjs";
import { buildApp, root } from "./runtime/run-step.mjs";

try {
  const python = ensureAiida();
  const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
  if (!fs.existsSync(built)) await buildApp();
  const script = path.join(root, "e2e/interop/compare_with_aiida.py");
  const { status } = runAiida(python, [script, path.join(root, "e2e/fixtures")], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
}
