import fs from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { ElectronApplication } from "playwright";
import { answerOpenDialog, openExport, expect, fixture, launch, parts, test } from "./support/app.ts";

/** Profiles of AiiDA: found by name, opened read-only where they lie, and read again when AiiDA wrote to them. */

/** A copy of the profile, named in a configuration of AiiDA where the app looks for it. */
function setUpAiida(folder: string): string {
  const config = path.join(folder, "aiida/.aiida");
  const store = path.join(config, "repository/sqlite_dos_0123");
  fs.mkdirSync(path.dirname(store), { recursive: true });
  fs.cpSync(fixture("aiida-profile"), store, { recursive: true });
  const profiles = {
    silicon: { storage: { backend: "core.sqlite_dos", config: { filepath: store } } },
    server: { storage: { backend: "core.psql_dos", config: {} } },
  };
  fs.writeFileSync(
    path.join(config, "config.json"),
    JSON.stringify({ profiles, default_profile: "silicon" }),
  );
  return store;
}

function everythingOf(folder: string): unknown[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return ["", ...names].map((name) => {
    const { size, mtimeMs, ctimeMs } = fs.lstatSync(path.join(folder, name));
    return [name, size, mtimeMs, ctimeMs];
  });
}

async function lookForProfiles(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
}

const profilesOf = (page: Page) => page.getByRole("list", { name: "AiiDA profiles" });

async function openSilicon(page: Page): Promise<void> {
  await lookForProfiles(page);
  await profilesOf(page).getByRole("button", { name: "silicon" }).click();
  await expect(parts.summary(page)).toContainText("17 nodes · 14 links");
}

test("without AiiDA nothing is said of profiles, and the command says where they are looked for", async ({
  page,
}) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await expect(page.getByText("AiiDA profiles")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("Open AiiDA profile");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Open AiiDA profile" })).toContainText("~/.aiida");
});

test("a profile opens by its name, its files read, and AiiDA's folder stays as it was", async ({
  app,
  page,
}, info) => {
  const store = setUpAiida(info.outputPath());
  const before = everythingOf(store);
  await lookForProfiles(page);
  const rows = profilesOf(page).getByRole("listitem");
  await expect(rows).toHaveText([/^silicon.*default/, /^server.*not readable: its database is PostgreSQL/]);
  await expect(rows.first()).toHaveAttribute("title", store);

  await openSilicon(page);
  await expect(parts.tabs(page).getByRole("tab", { name: "silicon" })).toBeVisible();
  await expect(parts.summary(page)).toContainText("AiiDA profile folder, read-only");

  await parts.search(page).fill("ArithmeticAdd");
  await page.keyboard.press("Enter");
  await parts.node(page).getByRole("tab", { name: "Files" }).click();
  await expect(parts.node(page)).toContainText("aiida.in");

  await page.keyboard.press("Control+i");
  const about = page.getByRole("dialog", { name: "About this archive" });
  await expect(about).toContainText("AiiDA profile folder, opened read-only, version main_0002");
  await page.keyboard.press("Escape");

  const target = info.outputPath("all.aiida");
  await exportAll(app, page, target);
  expect(everythingOf(store)).toEqual(before);
});

async function exportAll(app: ElectronApplication, page: Page, target: string): Promise<void> {
  const dialog = await openExport(app, page, target);
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByRole("button", { name: "Show in folder" })).toBeVisible();
  expect(fs.existsSync(target)).toBe(true);
}

test("when AiiDA writes to it, that is said once, and Reload shows it", async ({ page }, info) => {
  const store = setUpAiida(info.outputPath());
  await openSilicon(page);
  const database = path.join(store, "database.sqlite");
  fs.appendFileSync(database, ""); // what follows is another time
  fs.utimesSync(database, new Date(), new Date());
  const banner = page.getByRole("alert").filter({ hasText: "AiiDA has written to silicon" });
  await expect(banner).toBeVisible();
  await banner.getByRole("button", { name: "Reload" }).click();
  await expect(banner).toHaveCount(0);
  await expect(parts.summary(page)).toContainText("17 nodes · 14 links");
});

test("a profile folder opens by the folder dialog, and is listed under its name afterwards", async ({
  app,
  page,
}, info) => {
  const store = setUpAiida(info.outputPath());
  await answerOpenDialog(app, [store]);
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("unpacked archive folder");
  await page.keyboard.press("Enter");
  await expect(parts.tabs(page).getByRole("tab", { name: "silicon" })).toBeVisible();
  await expect(parts.summary(page)).toContainText("17 nodes");
  await page.keyboard.press("Control+w");
  const recent = page.getByRole("list", { name: "Recent files" });
  await recent.getByRole("button", { name: "silicon" }).click();
  await expect(parts.summary(page)).toContainText("17 nodes");
});

test("a profile that was open comes back as it was left", async ({}, info) => {
  const store = setUpAiida(info.outputPath());
  const app = await launch(info, [store]);
  const page = await app.firstWindow();
  await parts
    .outline(page)
    .getByRole("treeitem", { name: /^ArithmeticAdd/ })
    .click();
  const session = info.outputPath("profile/session.json");
  await expect
    .poll(() => (fs.existsSync(session) ? fs.readFileSync(session, "utf8") : ""))
    .toMatch(/"focused":\s*\d/);
  await app.close();
  const again = await launch(info);
  const restored = await again.firstWindow();
  await expect(parts.tabs(restored).getByRole("tab", { name: "silicon" })).toBeVisible();
  await expect(parts.summary(restored)).toContainText("AiiDA profile folder, read-only");
  await expect(parts.node(restored).getByRole("heading", { name: /ArithmeticAdd/ })).toBeVisible();
  await again.close();
});

test("half a profile says what is missing", async ({ page }, info) => {
  const store = setUpAiida(info.outputPath());
  fs.rmSync(path.join(store, "container"), { recursive: true });
  await lookForProfiles(page);
  await profilesOf(page).getByRole("button", { name: "silicon" }).click();
  const alert = page.getByRole("alert");
  await expect(alert).toContainText("it has no container");
});
