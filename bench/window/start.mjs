import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "playwright";
import { root } from "../../build/runtime/run-step.mjs";
import { entry } from "./app.mjs";

const LIMIT_MS = 180_000;

/**
 * Start the app as a double-click does, without a test driver between: milliseconds from the start of the process to the
 * first rows and to the first picture. The browser's own marks say when; a debugging port reads them after `settleMs`.
 */
export async function timeStart(archive, folder, settleMs) {
  const executable = path.join(
    root,
    "node_modules/electron/dist",
    fs.readFileSync(path.join(root, "node_modules/electron/path.txt"), "utf8"),
  );
  const started = Date.now();
  const app = spawn(
    executable,
    [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      entry(),
      `--user-data-dir=${path.join(folder, "profile")}`,
      "--remote-debugging-port=0",
      "--log-level=3",
      ...(archive === null ? [] : [archive]),
    ],
    {
      env: { ...process.env, STEMMA_CACHE: path.join(folder, "cache") },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  try {
    const address = await debuggingAddress(app);
    await sleep(settleMs); // a debugger that comes earlier holds back what it watches
    return archive === null ? await endOnFirstPage(address) : await readMarks(address, started);
  } finally {
    await end(app);
  }
}

/** Without an archive there are no marks: a window is all that comes. */
async function endOnFirstPage(address) {
  const browser = await chromium.connectOverCDP(address, { timeout: LIMIT_MS });
  const page = browser.contexts()[0].pages()[0] ?? (await browser.contexts()[0].waitForEvent("page"));
  await page.waitForLoadState("load");
  await browser.close();
  return {};
}

async function readMarks(address, started) {
  const browser = await chromium.connectOverCDP(address, { timeout: LIMIT_MS });
  const page = browser.contexts()[0].pages()[0] ?? (await browser.contexts()[0].waitForEvent("page"));
  await page.waitForFunction(
    () => ["stemma:rows", "stemma:picture"].every((name) => performance.getEntriesByName(name).length > 0),
    undefined,
    { timeout: LIMIT_MS },
  );
  const processor = await processorTimes(browser);
  const times = await page.evaluate(() => {
    const at = (name) => performance.timeOrigin + performance.getEntriesByName(name)[0].startTime;
    return { page: performance.timeOrigin, rows: at("stemma:rows"), picture: at("stemma:picture") };
  });
  await browser.close();
  const sinceStart = Object.entries(times).map(([name, at]) => [name, Math.round(at - started)]);
  return { ...Object.fromEntries(sinceStart), processor };
}

/** Milliseconds of processor time that each process of the app has used so far, all threads. */
async function processorTimes(browser) {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  const used = {};
  for (const { type, cpuTime } of processInfo) used[type] = Math.round((used[type] ?? 0) + cpuTime * 1000);
  return used;
}

function debuggingAddress(app) {
  return new Promise((resolve, reject) => {
    let text = "";
    app.stderr.on("data", (data) => {
      text += data;
      const found = /DevTools listening on (ws:\S+)/.exec(text);
      if (found) resolve(found[1]);
    });
    app.on("error", reject);
    app.on("exit", (code) => reject(new Error(`The app ended with status ${code}:\n${text.slice(-2000)}`)));
  });
}

function end(app) {
  return new Promise((resolve) => {
    if (app.exitCode !== null) return resolve();
    app.removeAllListeners("exit");
    app.on("exit", () => resolve());
    app.kill();
    setTimeout(() => app.kill("SIGKILL"), 10_000).unref();
  });
}
