import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright";
import { expect, filledLibrary, fixture, openLibrary, parts, stemmaJson } from "./support/library.ts";

const BANDS = fixture("qe-si-bands.aiida"); // 69 nodes, 66 of them in the other as well
const FAILURES = fixture("qe-failures.aiida"); // 184 nodes

const test = filledLibrary([BANDS, FAILURES]);

const historyDialog = (page: Page) => page.getByRole("dialog", { name: "Import history" });
const undoDialog = (page: Page) => page.getByRole("dialog", { name: "Undo this import" });
const entry = (page: Page, name: string) =>
  historyDialog(page)
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name }) });

async function showHistory(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("import history");
  await page.keyboard.press("Enter");
  await expect(historyDialog(page)).toBeVisible();
}

test("imports are listed, show their nodes, and the last one is undone", async ({ page }, info) => {
  await openLibrary(page);
  await expect(parts.summary(page)).toContainText("187 nodes");
  await showHistory(page);
  await expect(historyDialog(page).getByRole("listitem")).toHaveCount(2);
  await expect(entry(page, "qe-failures.aiida")).toContainText("118 new nodes");
  await expect(entry(page, "qe-failures.aiida")).toContainText("66 nodes there already");
  await entry(page, "qe-failures.aiida").getByRole("button", { name: "Show these nodes" }).click();
  await expect(historyDialog(page)).toBeHidden();
  await expect(parts.summary(page)).toContainText("118 nodes match the filters");
  await expect(parts.summary(page)).toContainText("118 of 187 nodes shown");
  await expect(parts.filters(page).getByRole("checkbox", { name: "2: qe-failures.aiida 118" })).toBeChecked();
  const chips = parts.filters(page).getByRole("list", { name: "Filtered by import" });
  await expect(chips).toContainText("New with import 2: qe-failures.aiida");
  await chips.getByRole("button", { name: "Do not filter by import 2" }).click();
  await expect(parts.summary(page)).not.toContainText("match the filters");

  await showHistory(page);
  await entry(page, "qe-failures.aiida").getByRole("button", { name: "Undo this import" }).click();
  await expect(undoDialog(page)).toContainText("118 nodes, 181 links");
  await undoDialog(page).getByRole("button", { name: "Undo import" }).click();
  await expect(undoDialog(page)).toBeHidden();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await expect(page.getByText(/The import of qe-failures.aiida was undone: 118 nodes removed/)).toBeVisible();
  await showHistory(page);
  await expect(entry(page, "qe-failures.aiida")).toContainText("Undone");
  await expect(
    entry(page, "qe-failures.aiida").getByRole("button", { name: "Undo this import" }),
  ).toBeDisabled();

  const store = info.outputPath("profile/library");
  const { counts } = (await stemmaJson("info", store)) as { counts: { nodes: number; groups: number } };
  expect(counts.nodes).toBe(69);
});

test("an undo that something depends on is refused, and what is in the way can be shown", async ({
  page,
}) => {
  await openLibrary(page);
  await showHistory(page);
  await entry(page, "qe-si-bands.aiida").getByRole("button", { name: "Undo this import" }).click();
  const why = undoDialog(page).getByRole("status", { name: "Why it cannot be undone" });
  await expect(why).toContainText("22 nodes that did not come with it are linked with its nodes");
  await expect(why).toContainText("66 nodes of it came with import 2 too, which found them there");
  await expect(undoDialog(page).getByRole("button", { name: "Undo import" })).toBeDisabled();
  await undoDialog(page).getByRole("button", { name: "Back to the history" }).click();
  await expect(historyDialog(page).getByRole("listitem")).toHaveCount(2);
  await entry(page, "qe-si-bands.aiida").getByRole("button", { name: "Undo this import" }).click();
  await undoDialog(page)
    .getByRole("button", { name: /^Show nodes: 22 nodes/ })
    .click();
  await expect(undoDialog(page)).toBeHidden();
  await expect(parts.table(page).getByRole("row", { selected: true })).not.toHaveCount(0);
  await expect(parts.summary(page)).toContainText("187 nodes");
});

test("axe finds nothing in history, undo and deletion, light and dark", async ({ page }) => {
  test.slow();
  const check = async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .include("[role=dialog]")
        .analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    }
  };
  await openLibrary(page);
  await showHistory(page);
  await check();
  await entry(page, "qe-si-bands.aiida").getByRole("button", { name: "Undo this import" }).click();
  await expect(undoDialog(page).getByRole("listitem")).toHaveCount(2);
  await check();
  await page.keyboard.press("Escape");
  await parts.table(page).getByRole("row").nth(1).click();
  await parts.node(page).getByRole("button", { name: "Delete…" }).click();
  const deletion = page.getByRole("dialog", { name: "Delete from library" });
  await expect(deletion.getByRole("table", { name: "Nodes to be deleted" })).toContainText("chosen");
  await check();
});
