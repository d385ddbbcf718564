#!/usr/bin/env node
// The `stemma` command in a checkout: verbs run headless in this Node, files open windows of the built app.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);

if (args[0] === "--version" && args.length === 1) {
  // Answered without loading anything: scripts ask this often.
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  console.log(`stemma ${version}`);
} else {
  await run();
}

async function run() {
  const built = path.resolve(root, process.env.STEMMA_OUT ?? "out", "main/cli.js");
  if (!fs.existsSync(built)) return fail("internal", "The app is not built yet. Run: npm run build");
  const { builtBinding, shippedBindingFits } = await import("./runtime/sqlite-binding.mjs");
  const canOpenDatabases = shippedBindingFits() || fs.existsSync(builtBinding);
  if (!canOpenDatabases && !process.versions.electron)
    return runOn(electronPath(), [fileURLToPath(import.meta.url)]);
  const { isHeadless, main } = await import(pathToFileURL(built).href);
  const asksForWindow = args[0] === "--new-window"; // the window's only switch: the files get a window of their own
  if (!asksForWindow && (isHeadless(args) || looksLikeVerb(args[0]))) process.exitCode = await main(args);
  else await openWindows();
}

/** A word that names no file is a mistyped verb, not a file to open. */
function looksLikeVerb(word) {
  return word !== undefined && /^[a-z-]+$/.test(word) && !fs.existsSync(word);
}

function openWindows() {
  const isLinux = process.platform === "linux";
  if (isLinux && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return fail(
      "usage",
      'There is no display to open a window on. "stemma --help" lists what works without one.',
    );
  }
  const isRoot = isLinux && process.getuid() === 0; // Chromium refuses to sandbox root
  return runOn(electronPath(), [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3", root], {});
}

function electronPath() {
  const executable = fs.readFileSync(path.join(root, "node_modules/electron/path.txt"), "utf8");
  return path.join(root, "node_modules/electron/dist", executable);
}

/** Hand the arguments to another program and end as it ends; by default Electron serves as a plain Node. */
async function runOn(program, before, environment = { ELECTRON_RUN_AS_NODE: "1" }) {
  const { spawn } = await import("node:child_process"); // most verbs start no other program
  const child = spawn(program, [...before, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  child.on("close", (status) => {
    process.exitCode = status ?? 1;
  });
}

function fail(code, message) {
  console.error(`stemma: ${code}: ${message}`);
  if (args.includes("--json")) console.log(JSON.stringify({ error: { code, message, details: {} } }));
  process.exitCode = code === "usage" ? 2 : 1;
}
