import fs from "node:fs";
import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { TestInfo } from "@playwright/test";
import type { ElectronApplication, Page } from "playwright";
import { answerOpenDialog, expect, fixture, launch, parts, test } from "./support/app.ts";

// What a person sets holds at once, in all windows, after a restart, and in a file that can be edited by hand.

const settingsFile = (info: TestInfo) => info.outputPath("profile", "settings.json");
const written = (info: TestInfo) => fs.readFileSync(settingsFile(info), "utf8");
const dialog = (page: Page) => page.getByRole("dialog", { name: "Settings" });

async function openSettings(page: Page): Promise<void> {
  await expect(page.getByRole("button", { name: "Open…" })).toBeVisible();
  await page.keyboard.press("Control+,");
  await expect(dialog(page)).toBeVisible();
}

async function closeSettings(page: Page): Promise<void> {
  await dialog(page).getByRole("button", { name: "Close dialog" }).click();
  await expect(dialog(page)).toBeHidden();
}

/** The theme that main has chosen: Playwright decides what the page itself is told. */
function theme(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ nativeTheme }) => nativeTheme.themeSource);
}

test("the page opens by key, and a search narrows it", async ({ page }) => {
  await openSettings(page);
  const search = dialog(page).getByRole("searchbox", { name: "Search settings" });
  await expect(search).toBeFocused();
  await search.fill("unpacked database");
  await expect(dialog(page).getByRole("group", { name: "Database of an archive" })).toBeVisible();
  await expect(dialog(page).getByRole("group", { name: "Theme" })).toBeHidden();
  await search.fill("dark");
  await expect(dialog(page).getByRole("radio", { name: "Dark" })).toBeVisible();
  await search.fill("nothing like it");
  await expect(dialog(page)).toContainText("No setting matches");
  await dialog(page).getByRole("button", { name: "Show all settings" }).click();
  await expect(dialog(page).getByRole("group", { name: "Theme" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
});

test.describe("with an archive", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("theme, density and rules hold at once, in a second window too, and after a restart", async ({}, info) => {
    const app = await launch(info, ["qe-si-bands.aiida"]);
    const page = await app.firstWindow();
    await expect(parts.summary(page)).toContainText("nodes");
    const row = parts.table(page).getByRole("row").nth(1);
    await expect(row).toBeVisible();
    const compact = (await row.boundingBox())?.height ?? 0;

    const opened = app.waitForEvent("window");
    await page.keyboard.press("Control+Shift+N");
    const second = await opened;
    await expect(second.getByRole("main", { name: "Start" })).toBeVisible();

    await openSettings(page);
    await dialog(page).getByRole("radio", { name: "Dark" }).click();
    await dialog(page).getByRole("radio", { name: "Comfortable" }).click();
    await dialog(page).getByRole("switch", { name: "create_backward" }).click();
    await expect.poll(() => theme(app)).toBe("dark");
    await expect(second.locator("html")).toHaveAttribute("data-density", "comfortable");
    await openSettings(second);
    await expect(dialog(second).getByRole("switch", { name: "create_backward" })).not.toBeChecked();
    await dialog(second).getByRole("switch", { name: "return_backward" }).click();
    await expect(dialog(page).getByRole("switch", { name: "return_backward" })).toBeChecked();
    await closeSettings(page);

    expect(Math.round((await row.boundingBox())?.height ?? 0)).toBe(36);
    expect(Math.round(compact)).toBe(28);
    const tops = await parts
      .table(page)
      .getByRole("row")
      .evaluateAll((rows) => rows.slice(1, 5).map((one) => Math.round(one.getBoundingClientRect().top)));
    expect(tops.slice(1).map((top, index) => top - (tops[index] ?? 0))).toEqual([36, 36, 36]);

    await row.click();
    await page.keyboard.press("Space");
    const basket = parts.basket(page);
    await expect(basket.getByRole("switch", { name: "create_backward" })).not.toBeChecked();
    await expect(basket.getByRole("switch", { name: "return_backward" })).toBeChecked();
    await expect(basket).toContainText("your defaults");
    await basket.getByRole("switch", { name: "create_backward" }).click();
    await basket.getByRole("button", { name: "back to your defaults" }).click();
    await expect(basket.getByRole("switch", { name: "create_backward" })).not.toBeChecked();

    await app.close();
    const again = await launch(info);
    const page2 = await again.firstWindow();
    await expect.poll(() => theme(again)).toBe("dark");
    await expect(page2.locator("html")).toHaveAttribute("data-density", "comfortable");
    await again.close();
  });

  test("a lowered limit refuses an archive and says where to raise it; raised, it opens", async ({
    app,
    page,
  }) => {
    await expect(parts.summary(page)).toContainText("nodes");
    await openSettings(page);
    const members = dialog(page).getByRole("spinbutton", { name: /Files in an archive/ });
    await expect(page.getByRole("alert")).toHaveCount(0); // nothing is wrong yet
    await members.fill("0");
    await expect(page.getByRole("alert")).toContainText("Give a whole number");
    await members.fill("3");
    await expect(dialog(page).getByRole("button", { name: "Reset Files in an archive" })).toBeVisible();
    await closeSettings(page);

    await answerOpenDialog(app, [fixture("qe-failures.aiida")]);
    await page.keyboard.press("Control+o");
    const refusal = page.getByRole("alert").filter({ hasText: "raise the limit in Settings" });
    await expect(refusal).toBeVisible();
    await refusal.getByRole("button", { name: "Open settings" }).click();
    await dialog(page).getByRole("button", { name: "Reset Files in an archive" }).click();
    await closeSettings(page);
    await expect(parts.summary(page)).toContainText("184 nodes");
  });

  test("text grows and shrinks in all windows by key, and stays so", async ({}, info) => {
    const app = await launch(info, ["qe-si-bands.aiida"]);
    const page = await app.firstWindow();
    const zoom = () =>
      app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((one) => Math.round(one.webContents.getZoomFactor() * 100)),
      );
    await expect(parts.summary(page)).toContainText("nodes");
    await page.keyboard.press("Control+=");
    await page.keyboard.press("Control+=");
    await expect.poll(zoom).toEqual([125]);
    expect(written(info)).toContain('"textSize": 125');
    await page.keyboard.press("Control+-");
    await expect.poll(zoom).toEqual([110]);
    await app.close();
    const again = await launch(info);
    const page2 = await again.firstWindow();
    await expect(page2.getByRole("button", { name: "Open…" })).toBeVisible();
    expect(
      await again.evaluate(({ BrowserWindow }) =>
        Math.round((BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor() ?? 0) * 100),
      ),
    ).toBe(110);
    await page2.keyboard.press("Control+0");
    await expect.poll(() => written(info)).toContain('"textSize": 100');
    await again.close();
  });
});

test("the file explains itself, keeps what was written by hand, and is followed", async ({ page }, info) => {
  await openSettings(page);
  await dialog(page).getByRole("radio", { name: "Light" }).click();
  await expect.poll(() => fs.existsSync(settingsFile(info))).toBe(true);
  const text = written(info);
  expect(text).toContain("// Theme. Light or dark");
  expect(text).toContain('Allowed: "system", "light" or "dark".');
  expect(fs.statSync(settingsFile(info)).mode & 0o777).toBe(0o600);

  const mine = text
    .replace('"density": "compact"', '/* mine */ "density": "comfortable", // and this\n  "myKey": [1, 2]')
    .replace("{", "{ // begin");
  fs.writeFileSync(settingsFile(info), mine);
  await expect(dialog(page).getByRole("radio", { name: "Comfortable" })).toBeChecked();
  await dialog(page).getByRole("radio", { name: "Dark" }).click();
  await expect.poll(() => written(info)).toBe(mine.replace('"theme": "light"', '"theme": "dark"'));
});

test("a broken file is named by its line, and kept when the page changes a setting", async ({
  page,
}, info) => {
  await openSettings(page);
  await dialog(page).getByRole("radio", { name: "Comfortable" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-density", "comfortable");
  await expect.poll(() => fs.existsSync(settingsFile(info))).toBe(true);
  const broken = '{\n  "theme": "dark",\n  "density" "compact"\n}\n';
  fs.writeFileSync(settingsFile(info), broken);
  const message = dialog(page).getByRole("alert").filter({ hasText: "settings.json" });
  await expect(message).toContainText("Line 3 of settings.json");
  await dialog(page).getByRole("radio", { name: "Light" }).click();
  await expect(message).toContainText("kept as settings.json.bak");
  expect(fs.readFileSync(`${settingsFile(info)}.bak`, "utf8")).toBe(broken);
  expect(written(info)).toContain('"theme": "light"');
});

test("a file that is broken at the start gives defaults and says so once", async ({}, info) => {
  fs.mkdirSync(info.outputPath("profile"), { recursive: true });
  fs.writeFileSync(settingsFile(info), "{\n  theme: dark\n");
  const again = await launch(info);
  const page = await again.firstWindow();
  await expect(page.getByText(/Line 2 of settings\.json/)).toHaveCount(1);
  await expect(page.getByText(/have their defaults/)).toBeVisible();
  expect(await theme(again)).toBe("system");
  expect(written(info)).toBe("{\n  theme: dark\n");
  await again.close();
});

test("the cache says what it holds, and clearing frees it", async ({ page }, info) => {
  const folder = info.outputPath("cache", "databases");
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${"a".repeat(64)}.sqlite3`), Buffer.alloc(3_000_000));
  await openSettings(page);
  await dialog(page).getByRole("searchbox", { name: "Search settings" }).fill("clear");
  const cache = dialog(page).getByRole("group", { name: "What the cache holds" });
  await expect(cache).toContainText("1 database, 3 MB");
  await cache.getByRole("button", { name: "Clear cache" }).click();
  await expect(cache.getByRole("status")).toContainText("3 MB freed.");
  await expect(cache).toContainText("0 databases, 0 B");
  expect(fs.readdirSync(folder)).toEqual([]);
});

test("everything goes back to its defaults after a second click", async ({ app, page }) => {
  await openSettings(page);
  await dialog(page).getByRole("radio", { name: "Dark" }).click();
  await dialog(page).getByRole("switch", { name: "input_work_forward" }).click();
  await dialog(page).getByRole("button", { name: "Reset all" }).click();
  await expect(dialog(page)).toContainText("Put 2 settings back to the default?");
  await dialog(page).getByRole("button", { name: "Reset", exact: true }).click();
  await expect(dialog(page).getByRole("radio", { name: "Follow the system" })).toBeChecked();
  await expect(dialog(page).getByRole("switch", { name: "input_work_forward" })).not.toBeChecked();
  await expect.poll(() => theme(app)).toBe("system");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the page, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openSettings(page);
    await dialog(page).getByRole("switch", { name: "input_work_forward" }).click();
    await dialog(page)
      .getByRole("spinbutton", { name: /Text size/ })
      .fill("7");
    await page.waitForTimeout(800);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual(
      [],
    );
  });
}
