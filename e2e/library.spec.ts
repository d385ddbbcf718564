import fs from "node:fs";
import type { ElectronApplication, Page } from "playwright";
import { answerOpenDialog, dropFile, expect, fixture, parts, stemmaJson, test } from "./support/app.ts";

const BANDS = fixture("qe-si-bands.aiida"); // 69 nodes, 66 of them in the other as well
const FAILURES = fixture("qe-failures.aiida"); // 184 nodes

const importDialog = (page: Page) => page.getByRole("dialog", { name: "Import into library" });

async function ask(app: ElectronApplication, page: Page, files: string[]): Promise<void> {
  await answerOpenDialog(app, files);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await expect(importDialog(page)).toBeVisible();
}

async function importAll(page: Page): Promise<void> {
  const button = importDialog(page).getByRole("button", { name: "Import", exact: true });
  await expect(button).toBeEnabled();
  await button.click();
  await expect(importDialog(page)).toBeHidden();
}

test("two archives that overlap come into the library, which is then browsed like an archive", async ({
  app,
  page,
}, info) => {
  await ask(app, page, [BANDS, FAILURES]);
  const rows = importDialog(page).getByRole("row", { name: /^Nodes/ });
  await expect(rows.first()).toHaveText("Nodes690"); // new, there already
  await expect(rows.nth(1)).toHaveText("Nodes118660"); // 66 come with the file above, as they are
  await importAll(page);
  await expect(page.getByText(/187 new nodes imported/)).toBeVisible();
  await expect(parts.tabs(page).getByRole("tab", { name: "Library" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(parts.summary(page)).toContainText("187 nodes");

  await ask(app, page, [BANDS]);
  await expect(importDialog(page).getByRole("row", { name: /^Nodes/ })).toHaveText("Nodes0690");
  await importDialog(page).getByRole("combobox", { name: "All nodes of a file" }).selectOption("named");
  await importDialog(page).getByRole("textbox", { name: "Label of the group" }).fill("bands once more");
  await importAll(page);
  await expect(page.getByText(/0 new nodes imported.*bands once more/)).toBeVisible();
  const group = parts.filters(page).getByRole("checkbox", { name: "bands once more 69" });
  await group.check();
  await expect(parts.summary(page)).toContainText("69 nodes match");

  const store = info.outputPath("profile/library");
  const { counts } = (await stemmaJson("info", store)) as { counts: { nodes: number; groups: number } };
  expect(counts).toMatchObject({ nodes: 187, groups: 6 });
});

test("a file that cannot be imported is named, and the others come", async ({ app, page }, info) => {
  const damaged = info.outputPath("damaged.aiida");
  fs.writeFileSync(damaged, fs.readFileSync(BANDS).subarray(0, 5000));
  await ask(app, page, [damaged, BANDS]);
  await expect(importDialog(page)).toContainText("Will not be imported.");
  await importAll(page);
  await expect(parts.summary(page)).toContainText("69 nodes");
  await expect(page.getByText(/69 new nodes imported/)).toBeVisible(); // while it writes, the app asks before it ends
});

test("what is dropped on the library is imported, and Cancel leaves it as it is", async ({ page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+l");
  await expect(parts.tabs(page).getByRole("tab", { name: "Library" })).toBeVisible();
  await expect(parts.summary(page)).toContainText("0 nodes");
  await dropFile(page, BANDS, { x: 600, y: 300 });
  await expect(importDialog(page)).toBeVisible();
  await importDialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(parts.summary(page)).toContainText("0 nodes");
  await dropFile(page, BANDS, { x: 600, y: 300 });
  await importAll(page);
  await expect(parts.summary(page)).toContainText("69 nodes");
  await expect(page.getByText(/69 new nodes imported/)).toBeVisible();
});
