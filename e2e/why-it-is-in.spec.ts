import { answerSaveDialog, expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

test("a switched rule is listed with what it added, and the reason is read in words", async ({ page }) => {
  await parts.search(page).fill("Si diamond, relaxed");
  await page
    .getByRole("option", { name: /Si diamond, relaxed/ })
    .first()
    .click();
  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  const basket = parts.basket(page);
  await expect(basket).toContainText("This node is in because you chose it.");
  await basket.getByRole("switch", { name: "return_backward" }).click();

  await basket.getByRole("button", { name: "added by return_backward" }).click();
  const list = basket.getByRole("list", { name: "Added by return_backward" });
  const added = list.getByRole("button", { name: /^PwRelaxWorkChain/ });
  await added.focus();
  await expect(basket).toContainText(
    "PwRelaxWorkChain is in because it returned Si diamond, relaxed (return_backward, along output_structure)",
  );
  await page.keyboard.press("ArrowDown");
  await expect(list.getByRole("button", { name: /^PwBaseWorkChain/ })).toBeFocused();
  await expect(basket).toContainText("PwBaseWorkChain is in because it returned Si diamond, relaxed");

  await added.click();
  await expect(parts.node(page).getByRole("heading", { name: "PwRelaxWorkChain" })).toBeVisible();
  await basket.getByRole("switch", { name: "return_backward" }).click();
  await basket.getByRole("button", { name: /chosen/ }).click();
  await basket.getByRole("button", { name: /^Remove StructureData/ }).click();
  await expect(basket).toContainText("Empty.");
});

test("a second export starts afresh, with the options as they were", async ({ app, page }, info) => {
  await answerSaveDialog(app, info.outputPath("first.aiida"));
  await parts.search(page).fill("PwBandsWorkChain");
  await page
    .getByRole("option", { name: /PwBandsWorkChain/ })
    .first()
    .click();
  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  await dialog.getByRole("combobox", { name: "Compression" }).selectOption("9");
  await dialog.getByRole("checkbox", { name: "Logs" }).uncheck();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog).toContainText(/\d+ nodes, [\d.]+ kB written to first\.aiida/);
  await dialog.getByRole("button", { name: "Close", exact: true }).click();
  await expect(dialog).toBeHidden();

  // The next one starts afresh, with the options as they were.
  await page.keyboard.press("Control+e");
  await expect(dialog.getByRole("textbox", { name: "File" })).toHaveValue("");
  await expect(dialog.getByRole("checkbox", { name: "Logs" })).not.toBeChecked();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});
