import { expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-failures.aiida"] });

test("basket, filters, order and picture are taken back step by step, and done again", async ({ page }) => {
  const items = parts.outline(page).getByRole("treeitem");
  await items.first().click();
  const shown = await items.count();
  await page.keyboard.press("Control+b");
  await expect(parts.basket(page)).toContainText("1 chosen");
  const box = parts.filters(page).getByRole("checkbox").first();
  await box.check();
  await parts.table(page).getByRole("button", { name: "Label" }).click();
  await page.getByRole("radio", { name: "Data" }).click();
  await items.first().click({ button: "right" });
  await page.getByRole("menuitem", { name: "Hide from the graph" }).click();
  await parts.canvas(page).focus();

  const { keyboard } = page;
  await keyboard.press("Control+z");
  await keyboard.press("Control+z");
  await expect(page.getByRole("radio", { name: "All", exact: true })).toBeChecked();
  await expect(items).toHaveCount(shown);
  await keyboard.press("Control+z");
  const label = parts.table(page).getByRole("columnheader", { name: "Label" });
  await expect(label).toHaveAttribute("aria-sort", "none");
  await keyboard.press("Control+z");
  await expect(box).not.toBeChecked();
  await keyboard.press("Control+z");
  await expect(parts.basket(page)).toContainText("Empty");

  await keyboard.press("Control+y");
  await expect(parts.basket(page)).toContainText("1 chosen");
  await keyboard.press("Control+Shift+z");
  await expect(box).toBeChecked();
  await keyboard.press("Control+y");
  await expect(label).not.toHaveAttribute("aria-sort", "none");
});

test("a cleared basket comes back by the button of its notice", async ({ page }) => {
  await parts.outline(page).getByRole("treeitem").first().click();
  await page.keyboard.press("Control+b");
  const basket = parts.basket(page);
  await basket.getByRole("button", { name: "Clear basket" }).click();
  await expect(basket).toContainText("Empty");
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(basket).toContainText("1 chosen");
  await expect(page.getByText("Basket cleared.")).toHaveCount(0);
});

test("in a text field Ctrl+Z takes back the text", async ({ page }) => {
  await parts.outline(page).getByRole("treeitem").first().click();
  await page.keyboard.press("Control+b");
  await expect(parts.basket(page)).toContainText("1 chosen");
  await parts.search(page).pressSequentially("abc");
  await page.keyboard.press("Control+z");
  await expect(parts.search(page)).not.toHaveValue("abc");
  await expect(parts.basket(page)).toContainText("1 chosen");
});

test("tidying is taken back: every node is where it was", async ({ page }) => {
  const items = parts.outline(page).getByRole("treeitem");
  await items.first().click();
  await parts.canvas(page).focus();
  await page.keyboard.press("e");
  await expect.poll(() => items.count()).toBeGreaterThan(0);
  await page.keyboard.press("f");
  await page.waitForTimeout(600); // the move of the view
  const before = await parts.canvas(page).screenshot();
  await choose("Tidy layout");
  await choose("Zoom in");
  await page.keyboard.press("Control+z");
  await page.waitForTimeout(600);
  await parts.canvas(page).focus();
  expect((await parts.canvas(page).screenshot()).equals(before)).toBe(true);

  async function choose(command: string): Promise<void> {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill(command);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});

test("Back and Forward walk nodes and tabs of the inspector, and list the places", async ({ page }) => {
  const items = parts.outline(page).getByRole("treeitem");
  const node = parts.node(page);
  await items.nth(0).click();
  await node.getByRole("tab", { name: "Links" }).click();
  await items.nth(1).click();
  await items.nth(2).click();
  const tab = (name: string) => node.getByRole("tab", { name, exact: true });
  await page.keyboard.press("Alt+ArrowLeft");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(items.nth(0)).toHaveAttribute("aria-current", "true");
  await expect(tab("Links")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(tab("Overview")).toHaveAttribute("aria-selected", "true");

  await page.getByRole("button", { name: "Forward" }).click({ button: "right" });
  const places = page.getByRole("menu", { name: "Forward: places" });
  await expect(places.getByRole("menuitem")).toHaveCount(3);
  await places.getByRole("menuitem").last().click();
  await expect(items.nth(2)).toHaveAttribute("aria-current", "true");
  await page.getByRole("button", { name: "Back" }).press("ArrowDown");
  await expect(page.getByRole("menu", { name: "Back: places" })).toBeVisible();
  await page.keyboard.press("Escape");

  // The further buttons of a mouse, as the page hears them.
  for (const [button, place] of [
    [3, 1],
    [4, 2],
  ] as const) {
    await page.evaluate(
      (button) => document.body.dispatchEvent(new MouseEvent("mouseup", { button, bubbles: true })),
      button,
    );
    await expect(items.nth(place)).toHaveAttribute("aria-current", "true");
  }
});

test.describe("two tabs", () => {
  test.use({ files: ["qe-si-bands.aiida", "qe-failures.aiida"] });

  test("Undo in one leaves the other alone", async ({ page }) => {
    const tabs = parts.tabs(page).getByRole("tab");
    const basket = parts.basket(page);
    await parts.outline(page).getByRole("treeitem").first().click();
    await page.keyboard.press("Control+b");
    await expect(basket).toContainText("1 chosen");
    await tabs.first().click();
    await parts.outline(page).getByRole("treeitem").first().click();
    await page.keyboard.press("Control+b");
    await expect(basket).toContainText("1 chosen");
    for (let press = 0; press < 4; press++) await page.keyboard.press("Control+z");
    await expect(basket).toContainText("Empty");
    await tabs.last().click();
    await expect(basket).toContainText("1 chosen");
  });
});
