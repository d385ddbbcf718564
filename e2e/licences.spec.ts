import { expect, test } from "./support/app.ts";

test("About Stemma leads to the licences of everything inside", async ({ app, page }) => {
  await expect(page.getByRole("button", { name: "Open…" }).first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("About Stemma");
  await page.keyboard.press("Enter");
  const about = page.getByRole("dialog", { name: "About Stemma" });
  await expect(about).toContainText("Version");
  await about.getByRole("button", { name: "Licences" }).click();

  const licences = page.getByRole("dialog", { name: "Licences" });
  const parts = licences.getByRole("list", { name: "Licences" }).getByRole("listitem");
  await expect(parts.first()).toContainText("Stemma");
  for (const name of ["Electron", "SQLite", "better-sqlite3", "lucide-react", "cytoscape", "zod"])
    await expect(parts.filter({ hasText: name }).first()).toBeVisible();
  await parts.filter({ hasText: "better-sqlite3" }).locator("summary").click();
  await expect(parts.filter({ hasText: "better-sqlite3" })).toContainText("Joshua Wise");

  // The page of Chromium's licences goes to the person's browser.
  await app.evaluate(({ shell }) => {
    shell.openPath = (file) => {
      Object.assign(globalThis, { shown: file });
      return Promise.resolve("");
    };
  });
  await licences.getByRole("button", { name: "Show licences of Chromium and Node.js" }).click();
  await expect
    .poll(() => app.evaluate(() => (globalThis as { shown?: string }).shown))
    .toMatch(/LICENSES\.chromium\.html$/);

  await page.keyboard.press("Escape");
  await expect(about.getByRole("button", { name: "Licences" })).toBeFocused();
});
