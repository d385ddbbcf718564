// npm start: set up, build, open. Without arguments the bundled sample opens. Without a display the same window opens on
// a virtual one, its picture is saved, and the path of the picture is the last line printed.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { prepare } from "./runtime/prepare.mjs";
import { buildApp, root } from "./runtime/run-step.mjs";
import { hasDisplay, withDisplay } from "./runtime/virtual-display.mjs";

const files = process.argv.slice(2);
const sample = path.join(root, "build/sample/qe-si-bands.aiida");

try {
  const electron = await prepare({ display: !hasDisplay() });
  await buildApp();
  if (hasDisplay()) process.exitCode = await openWindow(electron);
  else await takePicture();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

function openWindow(electron) {
  const isRoot = process.platform === "linux" && process.getuid() === 0; // Chromium refuses to sandbox root
  const args = [
    ...(isRoot ? ["--no-sandbox"] : []),
    "--log-level=3",
    root,
    ...(files.length > 0 ? files : [sample]),
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(electron, args, { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (status) => resolve(status ?? 1));
  });
}

async function takePicture() {
  console.log(
    "There is no display here: opening the sample on a virtual one and taking a picture of the window.",
  );
  const { openApp } = await import("./runtime/drive-app.mjs");
  const picture = path.join(root, "out/stemma-window.png");
  await withDisplay(async () => {
    const { app, page } = await openApp({ files: files.length > 0 ? files : [sample] });
    await page.getByRole("region", { name: "Provenance graph" }).waitFor();
    await page.getByRole("status", { name: "Source summary" }).getByText("nodes").first().waitFor();
    await page.waitForTimeout(1500); // the graph's first drawing
    await page.screenshot({ path: picture });
    await app.close();
  });
  fs.accessSync(picture);
  console.log(picture);
}
