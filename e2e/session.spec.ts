import fs from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import type { TestInfo } from "@playwright/test";
import { answerOpenDialog, expect, fixture, launch, parts, setSettings, test } from "./support/app.ts";

// What was open comes back: tabs, their order, how each was looked at, and the basket.

const tab = (page: Page, name: string) => parts.tabs(page).getByRole("tab", { name, exact: true });
const tabNames = (page: Page) => parts.tabs(page).getByRole("tab").allTextContents();

/** Filter, choose, put into the basket, and take one node out of the graph. Returns how much the graph shows then. */
async function lookAround(page: Page): Promise<string> {
  await expect(parts.summary(page)).toContainText("69 nodes");
  const outline = parts.outline(page).getByRole("treeitem", { name: /^PwBandsWorkChain/ });
  await outline.click();
  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  await parts.node(page).getByRole("tab", { name: "Links" }).click();
  await parts.basket(page).getByRole("switch", { name: "create_backward" }).click();
  await parts
    .filters(page)
    .getByRole("group", { name: "Type" })
    .getByRole("checkbox", { name: /^Dict/ })
    .click();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("Hide from the graph");
  await page.keyboard.press("Enter");
  await expect(parts.summary(page)).toContainText("68 of 69");
  await page.getByRole("radio", { name: "Graph" }).click();
  return shownText(page);
}

async function shownText(page: Page): Promise<string> {
  return (await parts.summary(page).textContent()) ?? "";
}

async function expectAsLeft(page: Page, shown: string): Promise<void> {
  await expect(parts.node(page).getByRole("heading", { name: "PwBandsWorkChain" })).toBeVisible();
  await expect(parts.node(page).getByRole("tab", { name: "Links" })).toHaveAttribute("aria-selected", "true");
  await expect(parts.basket(page)).toContainText(/1 chosen/);
  await expect(parts.basket(page).getByRole("switch", { name: "create_backward" })).not.toBeChecked();
  await expect(
    parts.filters(page).getByRole("group", { name: "Type" }).getByRole("checkbox", { name: /^Dict/ }),
  ).toBeChecked();
  await expect(page.getByRole("radio", { name: "Graph" })).toBeChecked();
  await expect(parts.summary(page)).toHaveText(shown);
}

function profile(info: TestInfo): string {
  return info.outputPath("profile");
}

function sessionText(info: TestInfo): string {
  const file = path.join(profile(info), "session.json");
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
}

async function kill(app: ElectronApplication): Promise<void> {
  const closed = app.waitForEvent("close");
  app.process().kill("SIGKILL");
  await closed;
}

test("tabs come back in their order, with view and basket; only the one in front is read", async ({}, info) => {
  const app = await launch(info, ["graph1.aiida", "arithmetic.add.aiida", "qe-si-bands.aiida"]);
  const page = await app.firstWindow();
  const shown = await lookAround(page);
  await app.close();
  expect(fs.statSync(path.join(profile(info), "session.json")).mode & 0o777).toBe(0o600);

  const again = await launch(info);
  const restored = await again.firstWindow();
  await expect(tab(restored, "qe-si-bands.aiida")).toHaveAttribute("aria-selected", "true");
  expect(await tabNames(restored)).toEqual(["graph1.aiida", "arithmetic.add.aiida", "qe-si-bands.aiida"]);
  await expectAsLeft(restored, shown);
  const engines = await again.evaluate(
    ({ app: electron }) =>
      electron.getAppMetrics().filter((metric) => metric.name === "Stemma engine").length,
  );
  expect(engines).toBe(1);
  await tab(restored, "graph1.aiida").click();
  await expect(parts.summary(restored)).toContainText("10 nodes");
  await again.close();
});

test("a start that was killed costs nothing but the last moment", async ({}, info) => {
  const app = await launch(info, ["qe-si-bands.aiida"]);
  const shown = await lookAround(await app.firstWindow());
  await expect.poll(() => sessionText(info)).toContain('"mode":"graph"');
  await kill(app);

  const again = await launch(info, ["graph1.aiida"]); // a file that is asked for opens in addition, in front
  const page = await again.firstWindow();
  await expect(tab(page, "graph1.aiida")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("10 nodes");
  await tab(page, "qe-si-bands.aiida").click();
  await expectAsLeft(page, shown);
  await again.close();
});

test("a window whose page crashed shows what it showed", async ({}, info) => {
  const app = await launch(info, ["graph1.aiida", "qe-si-bands.aiida"]);
  const page = await app.firstWindow();
  const shown = await lookAround(page);
  await expect.poll(() => sessionText(info)).toContain('"mode":"graph"');
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
  );
  // Playwright gives a crashed page up, so the one that was loaded in its place is asked by main.
  const seen = () =>
    app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      if (webContents.isCrashed() || webContents.isLoading()) return null;
      const answer = webContents.executeJavaScript(`({
        heading: document.querySelector("[aria-label=Node] h2")?.textContent,
        tab: document.querySelector("[aria-label=Node] [role=tab][aria-selected=true]")?.textContent,
        basket: /1 chosen/.test(document.querySelector("[aria-label='Export basket']")?.textContent),
        summary: document.querySelector("[aria-label='Source summary']")?.textContent,
        tabs: [...document.querySelectorAll("[aria-label='Open sources'] [role=tab]")].map((tab) => tab.textContent),
      })`);
      return Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve(null), 500))]);
    });
  await expect.poll(seen).toMatchObject({
    heading: "PwBandsWorkChain",
    tab: expect.stringMatching(/^Links/),
    basket: true,
    summary: shown,
    tabs: ["graph1.aiida", "qe-si-bands.aiida"],
  });
  await app.close();
});

test("switched off in the settings, nothing is kept", async ({}, info) => {
  setSettings(info, { restoreSession: false });
  const app = await launch(info, ["graph1.aiida"]);
  await expect(parts.summary(await app.firstWindow())).toContainText("10 nodes");
  await app.close();
  expect(sessionText(info)).toBe("");

  const again = await launch(info);
  await expect((await again.firstWindow()).getByRole("main", { name: "Start" })).toBeVisible();
  await again.close();
});

test("a file that changed meanwhile keeps what does not name its nodes; one that is gone says so", async ({}, info) => {
  const changed = info.outputPath("changed.aiida");
  const gone = info.outputPath("gone.aiida");
  fs.copyFileSync(fixture("qe-si-bands.aiida"), changed);
  fs.copyFileSync(fixture("graph1.aiida"), gone);
  const app = await launch(info, [gone, changed]);
  await lookAround(await app.firstWindow());
  await app.close();
  fs.copyFileSync(fixture("qe-si-eos.aiida"), changed);
  const moved = info.outputPath("moved.aiida");
  fs.renameSync(gone, moved);

  const again = await launch(info);
  const page = await again.firstWindow();
  await expect(page.getByRole("radio", { name: "Graph" })).toBeChecked();
  await expect(parts.summary(page)).toContainText(/\d+ nodes/);
  await expect(parts.node(page).getByRole("heading", { name: "PwBandsWorkChain" })).toHaveCount(0);
  await expect(parts.basket(page)).not.toContainText("1 chosen");
  await expect(parts.basket(page)).toContainText("Empty");

  await tab(page, "gone.aiida").click();
  const panel = page.getByRole("tabpanel", { name: "gone.aiida" });
  await expect(panel).toContainText("could not be opened");
  await again.evaluate(({ dialog }, file) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [file] });
  }, moved);
  await panel.getByRole("button", { name: "Locate…" }).click();
  await expect(tab(page, "moved.aiida")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("10 nodes");
  expect(await tabNames(page)).toEqual(["moved.aiida", "changed.aiida"]);
  await again.close();
});

test("a damaged session is none", async ({}, info) => {
  fs.mkdirSync(profile(info), { recursive: true });
  fs.writeFileSync(path.join(profile(info), "session.json"), '{"version":1,"windows":[{"tabs":');
  const app = await launch(info);
  await expect((await app.firstWindow()).getByRole("main", { name: "Start" })).toBeVisible();
  await app.close();
});

test("a file replaced on disk is read anew, and what is still the same node stays", async ({}, info) => {
  const file = info.outputPath("replaced.aiida");
  fs.copyFileSync(fixture("qe-si-bands.aiida"), file);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  const shown = await lookAround(page);
  const banner = page.getByRole("alert").filter({ hasText: "changed on disk" });

  const copy = info.outputPath("copy.aiida");
  fs.copyFileSync(fixture("qe-si-bands.aiida"), copy);
  fs.renameSync(copy, file); // as programs save: another file takes the name
  await banner.getByRole("button", { name: "Reload" }).click();
  await expect(banner).toHaveCount(0);
  await expectAsLeft(page, shown);

  fs.copyFileSync(fixture("qe-si-eos.aiida"), file); // other nodes with the same PKs
  await banner.getByRole("button", { name: "Reload" }).click();
  await expect(parts.summary(page)).toContainText("127 nodes");
  await expect(parts.basket(page)).not.toContainText("1 chosen");
  await expect(page.getByText(/^Taken out of the basket: 1 node;/)).toBeVisible();
  await expect(tab(page, "replaced.aiida")).toBeFocused(); // the button that had the keyboard is gone
  await expect(page.getByRole("radio", { name: "Graph" })).toBeChecked();

  fs.renameSync(file, copy);
  await expect(page.getByRole("alert").filter({ hasText: "no longer where it was" })).toBeVisible();
  fs.renameSync(copy, file);
  await expect(page.getByRole("alert")).toHaveCount(0); // the same file again: nothing to tell
  await app.close();
});

test("an engine that is killed costs nothing of the view", async ({}, info) => {
  const app = await launch(info, ["qe-si-bands.aiida"]);
  const page = await app.firstWindow();
  const shown = await lookAround(page);
  const pids = await app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((metric) => metric.name === "Stemma engine")
      .map((metric) => metric.pid),
  );
  process.kill(pids[0]!, "SIGKILL");
  await parts.node(page).getByRole("tab", { name: "Log" }).click(); // asks the new engine
  await parts.node(page).getByRole("tab", { name: "Links" }).click();
  await expectAsLeft(page, shown);
  await app.close();
});

test("a window stands where it stood, and the desktop knows the files", async ({}, info) => {
  const app = await launch(info, ["graph1.aiida"]);
  await expect(parts.summary(await app.firstWindow())).toContainText("10 nodes");
  const place = { x: 30, y: 20, width: 900, height: 600 };
  await app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    place,
  );
  await app.close();
  const list = info.outputPath("desktop/recently-used.xbel");
  expect(fs.readFileSync(list, "utf8")).toMatch(/graph1\.aiida[\s\S]*application\/x-aiida[\s\S]*Stemma/);

  setSettings(info, { restoreSession: false }); // the place is remembered all the same
  const again = await launch(info);
  const page = await again.firstWindow();
  const bounds = await again.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual(place);
  await page.getByRole("button", { name: "Clear recent files" }).click();
  await expect(page.getByText("Files you open are listed here.")).toBeVisible();
  await expect.poll(() => fs.readFileSync(list, "utf8")).not.toContain("graph1.aiida");
  await again.close();
});

test("several windows come back, each with its own tabs", async ({}, info) => {
  const app = await launch(info, ["graph1.aiida"]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("10 nodes");
  const opened = app.waitForEvent("window");
  await page.keyboard.press("Control+Shift+N");
  const second = await opened;
  await expect(second.getByRole("main", { name: "Start" })).toBeVisible(); // keys before that have no listener yet
  await answerOpenDialog(app, [fixture("arithmetic.add.aiida")]);
  await second.keyboard.press("Control+o");
  await expect(parts.summary(second)).toContainText("7 nodes");
  await app.close();

  const again = await launch(info);
  await again.firstWindow();
  await expect.poll(() => again.windows().length).toBe(2);
  const names = async () => (await Promise.all(again.windows().map(tabNames))).flat().sort();
  await expect.poll(names).toEqual(["arithmetic.add.aiida", "graph1.aiida"]);
  for (const window of again.windows()) await expect(parts.summary(window)).toContainText(/(7|10) nodes/);
  await again.close();
});
