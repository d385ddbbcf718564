#!/usr/bin/env node
// The `stemma` command in a checkout: verbs run headless in this Node, files open windows of the built app.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const args = process.argv.slice(2);

if (args[0] === "--version" && args.length === 1) {
  console.log(JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")).version); // answered without loading anything
} else {
  await run();
}

async function run() {
  const built = path.join(root, "out/main/cli.js");
  if (!fs.existsSync(built)) {
    console.error("stemma: internal: The app is not built yet. Run: npm run build");
    process.exitCode = 1;
    return;
  }
  const { isVerb, main } = await import(pathToFileURL(built).href);
  if (args.length === 0 || !isVerb(args[0])) return openWindows();
  process.exitCode = await main(args);
}

function openWindows() {
  const executable = fs.readFileSync(path.join(root, "node_modules/electron/path.txt"), "utf8");
  const electron = path.join(root, "node_modules/electron/dist", executable);
  const isRoot = process.platform === "linux" && process.getuid() === 0; // Chromium refuses to sandbox root
  const child = spawn(electron, [...(isRoot ? ["--no-sandbox"] : []), "--log-level=3", root, ...args], {
    stdio: "inherit",
  });
  child.on("close", (status) => {
    process.exitCode = status ?? 1;
  });
}
