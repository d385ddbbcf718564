// npm run test:kill [-- N [--seed N] [--only SCENARIO]]: start N imports, undos, deletions, edits and maintenances (200) with the built
// command, kill each with SIGKILL at a random moment, and look at what is left with the command and with real AiiDA (`e2e/kill`).
// The last line says how many passed and failed.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { killAll } from "../e2e/kill/kill-all.mjs";
import { ensureAiida } from "./runtime/aiida.mjs";
import { buildApp, root } from "./runtime/run-step.mjs";

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const count = /^\d+$/.test(args[0] ?? "") ? Number(args[0]) : 200;
const seed = Number(option("--seed") ?? Math.floor(Math.random() * 1e9));

const work = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-kill-"));
try {
  const python = ensureAiida();
  const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
  if (!fs.existsSync(built)) await buildApp();
  console.log(`${count} kills, seed ${seed}`);
  const { passed, failed } = await killAll({ count, seed, only: option("--only"), work, python });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error.message);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} finally {
  if (!args.includes("--keep")) fs.rmSync(work, { recursive: true, force: true });
}
