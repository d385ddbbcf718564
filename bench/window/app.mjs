import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { _electron } from "playwright";
import { root } from "../../build/runtime/run-step.mjs";

const LIMIT_MS = 300_000; // a million nodes, unpacked on a busy machine
const SIZE = { width: 1280, height: 800 };

/** What starts Electron on the built app; `STEMMA_OUT` names another build. */
export function entry() {
  const out = process.env.STEMMA_OUT;
  return out ? path.resolve(root, out, "main/main.js") : root;
}

/** A folder for a profile and a cache, gone when the work is. */
export async function withFolder(work) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-window-"));
  try {
    return await work(folder);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Start the app on an archive and wait until rows and picture stand; the caller closes it. */
export async function openWindow(archive, folder) {
  const app = await _electron.launch({
    args: [
      entry(),
      `--user-data-dir=${path.join(folder, "profile")}`,
      "--log-level=3",
      "--force-device-scale-factor=1",
      archive,
    ],
    cwd: root,
    env: { ...process.env, STEMMA_CACHE: path.join(folder, "cache") },
    timeout: LIMIT_MS,
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(LIMIT_MS);
  await app.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0].setContentSize(size.width, size.height),
    SIZE,
  );
  await parts(page).grid.getByRole("gridcell").first().waitFor();
  await page.waitForFunction(() => performance.getEntriesByName("stemma:picture").length > 0);
  return { app, page };
}

/** The parts of the window, by the names that people hear. */
export function parts(page) {
  return {
    grid: page.getByRole("grid", { name: "Nodes" }),
    canvas: page.getByRole("application", { name: "Graph canvas" }),
    basket: page.getByRole("region", { name: "Export basket" }),
    search: page.getByRole("combobox", { name: "Search nodes" }),
    summary: page.getByRole("status", { name: "Source summary" }),
  };
}

/** Run a command of the palette by the beginning of its name. */
export async function command(page, words) {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(words);
  await page.keyboard.press("Enter");
}

/** The basket has counted what its selection brings in. */
export async function basketCounted(page) {
  await page.waitForFunction(() => {
    const part = document.querySelector("section[aria-label='Export basket']");
    const isBusy = part?.getAttribute("aria-busy") === "true" || part?.querySelector(".is-stale");
    return part && !isBusy && !part.textContent.includes("Following");
  });
}

/** The table shows what passes the filters as they are. */
export async function rowsCounted(page) {
  await page.waitForFunction(() => !document.querySelector(".table-grid.is-stale"));
}
