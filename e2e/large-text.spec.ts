import fs from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { TestInfo } from "@playwright/test";
import type { ElectronApplication, Locator, Page } from "playwright";
import { expect, launch, parts, test } from "./support/app.ts";

// Everything can be used with text of 200 %, in an ordinary and in the smallest window, and in the system's own colours.

async function start(
  info: TestInfo,
  size: { width: number; height: number },
): Promise<{ app: ElectronApplication; page: Page }> {
  fs.mkdirSync(info.outputPath("profile"), { recursive: true });
  fs.writeFileSync(info.outputPath("profile", "settings.json"), '{ "textSize": 200 }');
  const app = await launch(info, ["qe-failures.aiida"]);
  const page = await app.firstWindow();
  await app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, ...bounds }),
    size,
  );
  await expect(parts.summary(page)).toContainText("184 nodes");
  return { app, page };
}

/** It can be scrolled to, and a click in its middle reaches it. */
async function reachable(control: Locator): Promise<void> {
  await control.click({ trial: true });
}

/** The page is no wider than the window, and no button cuts its words off. */
async function fits(page: Page): Promise<void> {
  const cut = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const words = [...document.querySelectorAll<HTMLElement>("button.button, .tool, [role=tab]")]
      .filter((one) => one.offsetWidth > 0 && one.scrollWidth > one.clientWidth + 2)
      .map((one) => one.textContent);
    return scrollWidth > clientWidth ? [...words, "the page itself"] : words;
  });
  expect(cut).toEqual([]);
}

for (const size of [
  { width: 1280, height: 800 },
  { width: 720, height: 480 },
]) {
  test(`with text of 200 % in ${size.width}×${size.height} every part can be reached`, async ({}, info) => {
    const { app, page } = await start(info, size);
    await fits(page);
    await parts.search(page).fill("ScfThenGap");
    await page
      .getByRole("option", { name: /ScfThenGap/ })
      .first()
      .click();
    const node = parts.node(page);
    await node.getByRole("button", { name: "Add to basket" }).click();
    const basket = parts.basket(page);
    await expect(basket).toContainText("1 chosen");
    for (const control of [
      page.getByRole("button", { name: "Open…" }),
      parts.filters(page).getByRole("checkbox", { name: /^Dict/ }),
      page.getByRole("toolbar", { name: "Graph tools" }).getByRole("button", { name: "Fit" }),
      page.getByRole("radio", { name: "Split" }),
      parts.canvas(page),
      parts.table(page).getByRole("row").nth(1),
      page.getByRole("button", { name: "Add selected to basket" }),
      node.getByRole("tab", { name: "Overview" }),
      node.getByRole("button", { name: "Remove from basket" }),
      basket.getByRole("switch", { name: "create_backward" }),
      basket.getByRole("button", { name: "Copy verdi command" }),
      basket.getByRole("button", { name: "Export…" }),
    ])
      await reachable(control);
    await fits(page);

    for (const [key, name, button] of [
      ["Control+e", "Export archive", "Cancel"],
      ["Control+i", "About this archive", "Close dialog"],
      ["F1", "Keyboard shortcuts", "Close dialog"],
      ["Control+,", "Settings", "Open settings.json"],
    ] as const) {
      await page.keyboard.press(key);
      const dialog = page.getByRole("dialog", { name });
      await reachable(dialog.getByRole("button", { name: button }));
      const isWide = await dialog
        .locator(".dialog-body")
        .evaluate((body) => body.scrollWidth > body.clientWidth + 1);
      expect(isWide, `${name} scrolls sideways`).toBe(false);
      await page.keyboard.press("Escape");
      await expect(dialog).toBeHidden();
    }
    await app.close();
  });
}

test.describe("forced colours", () => {
  test.use({ files: ["qe-failures.aiida"] });

  test("what is chosen and what has the focus is told by the system's colours", async ({ page }) => {
    await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
    await expect(parts.summary(page)).toContainText("184 nodes");
    const ground = (target: Locator) => target.evaluate((one) => getComputedStyle(one).backgroundColor);
    await parts.search(page).fill("PwBase");
    const options = page.getByRole("option");
    await expect(options.first()).toHaveAttribute("aria-selected", "true");
    expect(await ground(options.first())).not.toBe(await ground(options.nth(1)));
    await options.first().click();
    const rows = parts.table(page).getByRole("row");
    const marked = parts.table(page).locator("[role=row][aria-selected=true]");
    expect(await ground(marked)).not.toBe(await ground(rows.first()));
    const open = page.getByRole("button", { name: "Open…" });
    await page.keyboard.press("Tab");
    await open.focus();
    expect(await open.evaluate((one) => getComputedStyle(one).outlineStyle)).toBe("solid");
    const { violations } = await new AxeBuilder({ page })
      .setLegacyMode(true)
      .disableRules("color-contrast") // the system's colours are the person's choice, and not ours to judge
      .analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});
