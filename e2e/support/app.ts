import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test as base, expect, type TestInfo } from "@playwright/test";
import { _electron, type ElectronApplication, type Locator, type Page } from "playwright";
import { watchBlocks } from "./blocks.ts";

export { expect };

/** The checkout; tests run from its root. */
const root = process.cwd();

/** Path of an archive for tests. */
export function fixture(name: string): string {
  return path.join(root, "e2e/fixtures", name);
}

/** Where the app's built main module lies. */
const outFolder = process.env.STEMMA_OUT ?? "out";

interface Options {
  /** Archives given on the command line; names of fixtures or absolute paths. */
  files: string[];
  /** Errors of the page that the test expects; anything else on the console fails it. */
  allowedErrors: RegExp | null;
}

interface Fixtures {
  app: ElectronApplication;
  page: Page;
}

/** Start the built app on files, with a data folder of its own. */
export async function launch(info: TestInfo, files: string[] = []): Promise<ElectronApplication> {
  const entry = outFolder === "out" ? root : path.join(root, outFolder, "main/main.js");
  const paths = files.map((file) => (path.isAbsolute(file) ? file : fixture(file)));
  const app = await _electron.launch({
    args: [entry, `--user-data-dir=${info.outputPath("profile")}`, "--log-level=3", ...paths],
    env: {
      ...process.env,
      STEMMA_CACHE: info.outputPath("cache"),
      XDG_DATA_HOME: info.outputPath("desktop"), // the desktop's list of recent files is not for tests
      AIIDA_PATH: info.outputPath("aiida"), // nor are the profiles of whoever runs them
    } as Record<string, string>,
  });
  await watchBlocks(app, info);
  return app;
}

/** Each test gets an app of its own; what the page reports as an error fails the test. */
export const test = base.extend<Fixtures & Options>({
  files: [[], { option: true }],
  allowedErrors: [null, { option: true }],
  app: async ({ files }, use, info) => {
    const app = await launch(info, files);
    await app.context().tracing.start({ screenshots: true, snapshots: true });
    await use(app);
    const isUnexpected = info.status !== info.expectedStatus;
    await app.context().tracing.stop(isUnexpected ? { path: info.outputPath("trace.zip") } : {});
    await app.close();
  },
  page: async ({ app, allowedErrors }, use) => {
    const page = await app.firstWindow();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
    await use(page);
    expect(errors.filter((error) => !allowedErrors?.test(error))).toEqual([]);
  },
});

/** The parts of the window by their contract names. */
export const parts = {
  graph: (page: Page) => page.getByRole("region", { name: "Provenance graph" }),
  canvas: (page: Page) => page.getByRole("application", { name: "Graph canvas" }),
  outline: (page: Page) => page.getByRole("tree", { name: "Graph outline" }),
  table: (page: Page) => page.getByRole("grid", { name: "Nodes" }),
  node: (page: Page) => page.getByRole("region", { name: "Node", exact: true }),
  basket: (page: Page) => page.getByRole("region", { name: "Export basket" }),
  filters: (page: Page) => page.getByRole("region", { name: "Filters" }),
  summary: (page: Page) => page.getByRole("status", { name: "Source summary" }),
  search: (page: Page) => page.getByRole("combobox", { name: "Search nodes" }),
  tabs: (page: Page) => page.getByRole("tablist", { name: "Open sources" }),
};

/** The next open dialogs answer with these files. */
export async function answerOpenDialog(app: ElectronApplication, files: string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = async () => ({ canceled: filePaths.length === 0, filePaths });
  }, files);
}

/** The next save dialogs answer with this file; an empty name is "Cancel". */
export async function answerSaveDialog(app: ElectronApplication, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === "", filePath });
  }, file);
}

/** Put the whole archive into the basket and open the export dialog; its "Choose…" will be answered with the target. */
export async function openExport(app: ElectronApplication, page: Page, target: string): Promise<Locator> {
  await answerSaveDialog(app, target);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("whole archive");
  await page.keyboard.press("Enter");
  await expect(parts.basket(page).getByRole("button", { name: "Export…" })).toBeEnabled();
  await page.keyboard.press("Control+e");
  return page.getByRole("dialog", { name: "Export archive" });
}

/** Begin to export the whole archive; returns while it is being written. */
export async function startExport(app: ElectronApplication, page: Page, target: string): Promise<void> {
  await expect(parts.summary(page)).toContainText(/\d nodes/);
  const dialog = await openExport(app, page, target);
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByRole("progressbar")).toBeVisible();
}

/** Drop real files or folders on the window, as the system does. */
export async function dropFile(
  page: Page,
  file: string | string[],
  at: { x: number; y: number },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    const data = { items: [], files: [file].flat(), dragOperationsMask: 1 };
    await session.send("Input.dispatchDragEvent", { type, ...at, data });
  }
}

/** Settings of a person, before the app starts. */
export function setSettings(info: TestInfo, settings: object): void {
  fs.mkdirSync(info.outputPath("profile"), { recursive: true });
  fs.writeFileSync(path.join(info.outputPath("profile"), "settings.json"), JSON.stringify(settings));
}

/** Start the app a second time on the same data folder; resolves with its exit status. */
export function startAgain(
  info: TestInfo,
  files: string[],
  cwd: string = process.cwd(),
): Promise<number | null> {
  const executable = path.join(
    root,
    "node_modules/electron/dist",
    fs.readFileSync(path.join(root, "node_modules/electron/path.txt"), "utf8"),
  );
  const entry = outFolder === "out" ? root : path.join(root, outFolder, "main/main.js");
  const isRoot = process.getuid?.() === 0;
  return new Promise((resolve, reject) => {
    const args = [
      ...(isRoot ? ["--no-sandbox"] : []),
      entry,
      `--user-data-dir=${info.outputPath("profile")}`,
      ...files,
    ];
    const child = spawn(executable, args, { stdio: "ignore", cwd });
    child.on("error", reject);
    child.on("exit", resolve);
  });
}

/** Run the `stemma` command of this checkout; answers with its parsed JSON. */
export function stemmaJson(...args: string[]): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, "build/stemma.mjs"), ...args, "--json"]);
    let text = "";
    child.stdout.on("data", (data) => (text += data));
    child.on("error", reject);
    child.on("close", () => {
      try {
        resolve(JSON.parse(text));
      } catch (error) {
        reject(error);
      }
    });
  });
}
