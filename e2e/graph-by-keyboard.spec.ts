import fs from "node:fs";
import { answerSaveDialog, expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-failures.aiida"] });

test("a failed process is found, put into the basket and exported by keyboard alone", async ({
  app,
  page,
}, info) => {
  const file = info.outputPath("failed.aiida");
  await answerSaveDialog(app, file);
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  const { keyboard } = page;
  await keyboard.press("Control+f");
  await keyboard.type("negative cutoff");
  await expect(page.getByRole("option").first()).toContainText("PwBaseWorkChain");
  await keyboard.press("Enter");
  const node = parts.node(page);
  await expect(node.getByRole("status", { name: "Process state" })).toHaveText(/Finished \[402\]/);

  await keyboard.press("Alt+1");
  await keyboard.press("ArrowRight"); // along the first link that starts there
  await keyboard.press("Enter");
  await expect(node.getByRole("heading", { name: "PwBaseWorkChain" })).toHaveCount(0);
  await keyboard.press("Alt+ArrowLeft");
  await expect(node.getByRole("heading", { name: "PwBaseWorkChain" })).toBeVisible();
  await keyboard.press("Space");
  const basket = parts.basket(page);
  await expect(basket).toContainText("1 chosen");

  // Undo answers wherever the focus is, but in a text.
  const box = parts.filters(page).getByRole("checkbox").first();
  await box.focus();
  await keyboard.press("Control+z");
  await expect(basket).toContainText("Empty");
  await keyboard.press("Control+Shift+z");
  await expect(basket).toContainText("1 chosen");

  await keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  await tabTo("Choose…");
  await keyboard.press("Enter");
  await expect(dialog.getByRole("textbox", { name: "File" })).toHaveValue(/failed\.aiida$/);
  await tabTo("Export");
  await keyboard.press("Enter");
  await expect(dialog.getByRole("status")).toContainText("written to failed.aiida");
  expect(fs.statSync(file).size).toBeGreaterThan(1000);

  async function tabTo(name: string): Promise<void> {
    const button = dialog.getByRole("button", { name, exact: true });
    for (let stops = 0; stops < 30; stops++) {
      if (await button.evaluate((element) => element === document.activeElement)) return;
      await keyboard.press("Tab");
    }
    throw new Error(`The keyboard does not reach "${name}".`);
  }
});

test("the menu of a node opens by key, is walked by arrows and gives the focus back", async ({ page }) => {
  await parts.outline(page).getByRole("treeitem").first().click();
  await parts.canvas(page).focus();
  await page.keyboard.press("Shift+F10");
  const menu = page.getByRole("menu");
  await expect(menu).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page.locator("[role=menuitem]:focus")).toHaveText("Add to basket");
  await page.keyboard.press("Enter");
  await expect(menu).toHaveCount(0);
  await expect(parts.canvas(page)).toBeFocused();
  await expect(parts.basket(page)).toContainText("1 chosen");
});

test("arrow keys in the table are one step of Back, and the keys to a part show it", async ({ page }) => {
  const node = parts.node(page);
  const rows = parts.table(page).getByRole("row");
  await rows.nth(2).click();
  const before = (await node.getByRole("button", { name: "Copy UUID" }).locator("..").textContent()) ?? "";
  for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowDown");
  await expect(node).not.toContainText(before);
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(node).toContainText(before);

  await page.keyboard.press("Control+2");
  await expect(page.getByRole("radio", { name: "Table" })).toBeChecked();
  await page.keyboard.press("Alt+1");
  await expect(parts.canvas(page)).toBeFocused();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Alt+2");
  await expect(parts.table(page)).toBeFocused();
  await expect(page.getByRole("radio", { name: "Split" })).toBeChecked();
});

test("a box drawn with Shift marks what lies in it", async ({ page }) => {
  const outline = parts.outline(page);
  await expect(outline.getByRole("treeitem").first()).toBeVisible();
  await parts.canvas(page).press("f");
  const area = await parts.canvas(page).boundingBox();
  if (!area) throw new Error("The canvas has no place.");
  await page.keyboard.down("Shift");
  await page.mouse.move(area.x + 4, area.y + 4);
  await page.mouse.down();
  await page.mouse.move(area.x + area.width / 2, area.y + area.height / 2, { steps: 4 });
  await page.mouse.move(area.x + area.width - 4, area.y + area.height - 4, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up("Shift");
  await expect.poll(() => outline.locator("[aria-selected=true]").count()).toBeGreaterThan(20);
  await page.getByRole("button", { name: "Add selected to basket" }).click();
  await expect(parts.basket(page)).toContainText(/\d\d+ chosen/);
});

test("the chosen node stays in sight when the basket opens", async ({ page }) => {
  await parts.outline(page).getByRole("treeitem").nth(2).click();
  const row = parts.table(page).getByRole("row", { selected: true });
  await expect(row).toBeInViewport({ ratio: 0.9 });
  await parts.node(page).getByRole("button", { name: "Add to basket", exact: true }).click();
  await expect(parts.basket(page)).toContainText("1 chosen");
  await expect(row).toBeInViewport({ ratio: 0.9 });
});
