// npm run test:installed: pack the app, install it on this machine as a person would, try it there, remove it again and
// see that nothing is left. Changes the system meanwhile, so it runs only as root on a Debian that has no Stemma yet.
// The last line says how many cases passed and failed.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { prepare } from "./runtime/prepare.mjs";
import { buildApp, program, root, runNode } from "./runtime/run-step.mjs";
import { ensurePackages } from "./runtime/system-packages.mjs";

const output = process.env.STEMMA_DIST ?? "node_modules/.cache/stemma-installed";

const why = whyNot();
if (why) {
  console.log(`The installed app is not tested here: ${why}`);
  console.log("0 passed, 0 failed");
} else {
  try {
    await test();
  } catch (error) {
    console.error(error.message);
    console.log("0 passed, 1 failed");
    process.exitCode = 1;
  }
}

/** What speaks against installing something on this machine, or null. */
function whyNot() {
  if (process.platform !== "linux" || !fs.existsSync("/etc/debian_version"))
    return "that needs Debian or one of its kind.";
  if (process.getuid() !== 0) return "installing needs root.";
  if (spawnSync("dpkg-query", ["-W", "stemma"]).status === 0) return "Stemma is installed already.";
  return null;
}

async function test() {
  await prepare({ display: true });
  ensurePackages({ packaging: ["deb", "rpm"], desktop: true });
  if (!process.env.STEMMA_SKIP_BUILD) await buildApp();
  fs.rmSync(path.join(root, output), { recursive: true, force: true });
  const packed = await runNode(["build/package.mjs", "deb", "rpm"], {
    STEMMA_DIST: output,
    STEMMA_SKIP_BUILD: "1",
  });
  if (packed.status !== 0) throw new Error("There is no package to install.");
  const { status, output: report } = await runNode(
    [program("@playwright/test/cli.js"), "test", "--config", "e2e/installed/playwright.config.ts"],
    { STEMMA_PACKAGES: path.join(root, output) },
  );
  fs.rmSync(path.join(root, output), { recursive: true, force: true });
  const count = (word) => Number(report.match(new RegExp(`^\\s*(\\d+) ${word}`, "m"))?.[1] ?? 0);
  const failed = count("failed") + count("did not run") || (status === 0 ? 0 : 1);
  console.log(`${count("passed")} passed, ${failed} failed`);
  process.exitCode = status;
}
