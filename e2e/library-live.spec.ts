import fs from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import {
  answerOpenDialog,
  answerSaveDialog,
  expect,
  fixture,
  launch,
  openExport,
  parts,
  stemmaJson,
  test,
} from "./support/app.ts";

const BANDS = fixture("qe-si-bands.aiida"); // 69 nodes
const FAILURES = fixture("qe-failures.aiida"); // 184 nodes, 66 of them in the other as well
const PROFILE = fixture("aiida-profile");

const importDialog = (page: Page) => page.getByRole("dialog", { name: "Import into library" });
const tab = (page: Page, name: string) => parts.tabs(page).getByRole("tab", { name, exact: true });

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(words);
  await page.keyboard.press("Enter");
}

async function openLibrary(page: Page): Promise<void> {
  await page.keyboard.press("Control+l");
  await expect(tab(page, "Library")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText(/\d nodes/);
}

async function bring(app: ElectronApplication, page: Page, files: string[]): Promise<void> {
  await answerOpenDialog(app, files);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  const button = importDialog(page).getByRole("button", { name: "Import", exact: true });
  await expect(button).toBeEnabled();
  await button.click();
  await expect(importDialog(page)).toBeHidden();
  await expect(page.getByText(/new nodes imported/).last()).toBeVisible(); // an app that is still writing asks before it ends
}

async function secondWindow(app: ElectronApplication, page: Page): Promise<Page> {
  const opened = app.waitForEvent("window");
  await page.keyboard.press("Control+Shift+n");
  const second = await opened;
  await expect(second.getByRole("main", { name: "Start" })).toBeVisible();
  return second;
}

/** 1: rollback journal, 2: write-ahead log. */
const journalMode = (store: string) => fs.readFileSync(path.join(store, "database.sqlite"))[18];

/** The answer of the next question that the app asks in a box of the system. */
async function answerQuestion(app: ElectronApplication, response: number): Promise<void> {
  await app.evaluate(({ dialog }, answer) => {
    dialog.showMessageBox = async () => ({ response: answer, checkboxChecked: false });
  }, response);
}

test("what one window imports is seen in the other, and what a command imports in both", async ({
  app,
  page,
}, info) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await openLibrary(page);
  await expect(page.getByText(/Your library is empty\. Drop archives here/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Import archives…" })).toBeVisible();
  await page.screenshot({ path: info.outputPath("empty.png") });
  const second = await secondWindow(app, page);
  await openLibrary(second);
  await expect(parts.summary(second)).toContainText("0 nodes");

  await bring(app, page, [BANDS]);
  await expect(parts.summary(page)).toContainText("69 nodes");
  await expect(parts.summary(page)).toContainText("69 of 69 nodes shown");
  await expect(parts.summary(second)).toContainText("69 nodes");

  // What the person had chosen stays chosen, while more comes from elsewhere.
  const row = second.getByRole("row", { name: /StructureData/ }).first();
  await row.click();
  await second.keyboard.press("Control+b");
  await expect(parts.basket(second)).toContainText(/1 chosen|chosen/);
  const chosen = await row.getAttribute("aria-label");
  const store = info.outputPath("profile/library");
  await stemmaJson("import", FAILURES, "--store", store);
  await expect(parts.summary(second)).toContainText("187 nodes");
  await expect(parts.summary(page)).toContainText("187 nodes");
  await expect(second.getByRole("alert")).toBeHidden(); // nothing asks for a reload
  expect(await second.locator("[aria-selected=true][role=row]").first().getAttribute("aria-label")).toBe(
    chosen,
  );
  await expect(parts.basket(second)).not.toContainText("Empty.");
  expect(journalMode(store)).toBe(1); // small: a log would take twice the room of what comes
  await second.close();
  await page.keyboard.press("Control+w");
  await expect.poll(() => journalMode(store)).toBe(1);
  expect(fs.readdirSync(store).filter((name) => name.startsWith("database"))).toEqual(["database.sqlite"]);
});

test("an app that is killed while it imports finds a whole library at the next start", async ({}, info) => {
  const store = info.outputPath("profile/library");
  await stemmaJson("import", BANDS, "--store", store);
  const first = await launch(info);
  const page = await first.firstWindow();
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await openLibrary(page);
  await answerOpenDialog(first, [FAILURES]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  const button = importDialog(page).getByRole("button", { name: "Import", exact: true });
  await expect(button).toBeEnabled();
  await button.click();
  const ended = new Promise((resolve) => first.process().once("exit", resolve));
  first.process().kill("SIGKILL");
  await ended;
  const again = await launch(info);
  const restarted = await again.firstWindow();
  if (await restarted.getByRole("main", { name: "Start" }).isVisible()) await openLibrary(restarted);
  await expect(parts.summary(restarted)).toContainText(/\b(?:69|187) nodes/);
  await again.close();
  const report = (await stemmaJson("verify", store)) as { ok: boolean };
  expect(report.ok).toBe(true);
  expect(journalMode(store)).toBe(1);
});

test("a library of its own for each purpose; imports go to the one in front", async ({ app, page }, info) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  const folder = info.outputPath("work");
  await answerSaveDialog(app, folder);
  await command(page, "New library");
  await expect(tab(page, "Library work")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("0 nodes");
  await expect(parts.summary(page)).toContainText("library");
  await answerOpenDialog(app, [BANDS]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await expect(importDialog(page)).toContainText("Into Library work");
  await importDialog(page).getByRole("button", { name: "Cancel" }).click();
  await bring(app, page, [BANDS]);
  await expect(tab(page, "Library work")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("69 nodes");
  await openLibrary(page);
  await expect(parts.summary(page)).toContainText("0 nodes");
  await page.keyboard.press("Control+w");
  await page.keyboard.press("Control+w");
  const list = page.getByRole("list", { name: "Libraries" });
  await expect(list.getByRole("button")).toHaveText(["Library", "Library work"]);
  await page.screenshot({ path: info.outputPath("libraries.png") });
  await list.getByRole("button", { name: "Library work" }).click();
  await expect(parts.summary(page)).toContainText("69 nodes");

  // Itself is no source for it, and a folder with other things in it no place for a new one.
  await answerOpenDialog(app, [folder]);
  await command(page, "Import folder into library");
  await expect(page.getByText(/cannot be imported into itself/)).toBeVisible();
  fs.writeFileSync(info.outputPath("taken.txt"), "mine");
  fs.mkdirSync(info.outputPath("taken"));
  fs.writeFileSync(info.outputPath("taken/mine.txt"), "mine");
  await answerSaveDialog(app, info.outputPath("taken"));
  await command(page, "New library");
  await expect(page.getByText(/holds other things, so no library can be made there/)).toBeVisible();
});

test("a profile of AiiDA is read-only until the person allows changes", async ({ app, page }, info) => {
  const folder = info.outputPath("profile-of-aiida");
  fs.cpSync(PROFILE, folder, { recursive: true });
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await answerOpenDialog(app, [folder]);
  await command(page, "Open another library");
  await expect(parts.summary(page)).toContainText("AiiDA profile folder, read-only");
  const before = Number(/(\d+) nodes/.exec((await parts.summary(page).textContent()) ?? "")?.[1]);
  expect(journalMode(folder)).toBe(1);
  await answerQuestion(app, 0);
  await command(page, "Allow changes");
  await expect(parts.summary(page)).toContainText("read-only");
  await answerQuestion(app, 1);
  await parts.summary(page).getByRole("button", { name: "Allow changes…" }).click();
  await expect(parts.summary(page)).toContainText("library");
  await expect(parts.summary(page)).not.toContainText("read-only");
  await bring(app, page, [BANDS]);
  await expect(parts.summary(page)).toContainText(`${before + 69} nodes`);
  await page.keyboard.press("Control+w");
  await expect.poll(() => journalMode(folder)).toBe(1);
});

test("what the library exports comes into a fresh one as it was", async ({ app, page }, info) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await openLibrary(page);
  await bring(app, page, [BANDS, FAILURES]);
  await expect(parts.summary(page)).toContainText("187 nodes");
  const target = info.outputPath("all.aiida");
  const dialog = await openExport(app, page, target);
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect.poll(() => fs.existsSync(target), { timeout: 30_000 }).toBe(true);
  await page.keyboard.press("Escape");

  const fresh = info.outputPath("fresh");
  await answerSaveDialog(app, fresh);
  await command(page, "New library");
  await expect(tab(page, "Library fresh")).toHaveAttribute("aria-selected", "true");
  await bring(app, page, [target]);
  await expect(parts.summary(page)).toContainText("187 nodes");
  const counts = async (of: string) => {
    const { counts: found } = (await stemmaJson("info", of)) as { counts: Record<string, number> };
    return { ...found, groups: null, users: null }; // each import has a group and an owner of its own
  };
  expect(await counts(fresh)).toEqual(await counts(info.outputPath("profile/library")));
  const report = (await stemmaJson("verify", fresh)) as { ok: boolean };
  expect(report.ok).toBe(true);
});
