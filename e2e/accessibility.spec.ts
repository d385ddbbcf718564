import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { expect, parts, test } from "./support/app.ts";

// No rule of axe is broken in any view, light and dark.

test.setTimeout(240_000); // axe walks the whole page for each tab: seconds each on two loaded cores

async function findings(page: Page): Promise<string[]> {
  // Legacy mode: a newer mode opens a page of its own, which an Electron window cannot do.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

async function setTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme }); // Playwright shows every page light otherwise
}

for (const theme of ["light", "dark"] as const) {
  test(`the start page, ${theme}`, async ({ page }) => {
    await setTheme(page, theme);
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    expect(await findings(page)).toEqual([]);
  });

  test.describe(() => {
    test.use({ files: ["qe-failures.aiida"] });

    test(`an open archive with each tab of the inspector, ${theme}`, async ({ page }) => {
      await setTheme(page, theme);
      await parts.search(page).fill("ScfThenGap");
      await page
        .getByRole("option", { name: /ScfThenGap/ })
        .first()
        .click();
      const node = parts.node(page);
      for (const tab of [
        "Overview",
        "Content",
        "Attributes",
        "Extras",
        "Files",
        "Links",
        "Log",
        "Comments",
      ]) {
        await node.getByRole("tab", { name: tab }).click();
        await expect(node.getByRole("tab", { name: tab })).toHaveAttribute("aria-selected", "true");
        await page.waitForTimeout(300);
        expect(await findings(page), tab).toEqual([]);
      }
    });

    test(`basket and dialogs, ${theme}`, async ({ page }) => {
      await setTheme(page, theme);
      await parts.search(page).fill("ScfThenGap");
      await page
        .getByRole("option", { name: /ScfThenGap/ })
        .first()
        .click();
      await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
      await expect(parts.basket(page)).toContainText("1 chosen");
      expect(await findings(page), "basket").toEqual([]);
      for (const [key, name] of [
        ["Control+e", "Export archive"],
        ["Control+i", "About this archive"],
        ["Control+k", "Command palette"],
        ["F1", "Keyboard shortcuts"],
      ] as const) {
        await page.keyboard.press(key);
        const dialog = page.getByRole("dialog", { name });
        await expect(dialog).toBeVisible();
        await page.waitForTimeout(300);
        expect(await findings(page), name).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(dialog).toBeHidden();
      }
    });
  });
}
