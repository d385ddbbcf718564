import type { Page } from "playwright";
import { expect, filledLibrary, fixture, openLibrary, parts, stemmaJson } from "./support/library.ts";

const test = filledLibrary([fixture("qe-failures.aiida")]); // 184 nodes

const dialog = (page: Page) => page.getByRole("dialog", { name: "Delete from library" });
const shown = (page: Page) => dialog(page).getByRole("status", { name: "What would be deleted" });

/** Choose a node by its PK. */
async function choose(page: Page, pk: number): Promise<void> {
  await page.getByRole("combobox", { name: "Search nodes" }).fill(String(pk));
  await page.getByRole("option").first().click();
  await expect(parts.node(page)).toContainText(String(pk));
}

test("nodes are deleted with what cannot be without them, after a look at it", async ({ page }, info) => {
  const store = info.outputPath("profile/library");
  const { rows } = (await stemmaJson(
    "nodes",
    store,
    "--type",
    "process.calculation.calcjob",
    "--sort",
    "pk",
  )) as { rows: { pk: number }[] };
  const pk = rows[0]!.pk;
  const plan = async (...options: string[]) =>
    (
      (await stemmaJson("delete", String(pk), "--store", store, "-n", ...options)) as {
        counts: { nodes: number; links: number };
      }
    ).counts;
  const all = await plan();
  const alone = await plan("--no-create-forward");
  expect(all.nodes).toBeGreaterThan(alone.nodes);

  await openLibrary(page);
  await choose(page, pk);
  await parts.node(page).getByRole("button", { name: "Delete…" }).click();
  await expect(shown(page)).toContainText(`${all.nodes} nodes`);
  const list = dialog(page).getByRole("table", { name: "Nodes to be deleted" });
  await expect(list).toHaveAttribute("aria-rowcount", String(all.nodes + 1));
  await expect(list.getByRole("row").nth(1)).toContainText("chosen");
  await expect(list).toContainText("was created by");
  await dialog(page).getByRole("switch", { name: "create_forward" }).click();
  await expect(shown(page)).toContainText(`${alone.nodes} node`);
  await expect(list).toHaveAttribute("aria-rowcount", String(alone.nodes + 1));
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(parts.summary(page)).toContainText("184 nodes");

  await parts.table(page).focus();
  await page.keyboard.press("Shift+Delete");
  await expect(shown(page)).toContainText(`${all.nodes} nodes`);
  await dialog(page).getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(parts.summary(page)).toContainText(`${184 - all.nodes} nodes`);
  await expect(page.getByText(`${all.nodes} nodes deleted from the library.`)).toBeVisible();
  await expect(parts.node(page)).not.toContainText(String(pk));
  const { counts } = (await stemmaJson("info", store)) as { counts: { nodes: number } };
  expect(counts.nodes).toBe(184 - all.nodes);
  expect(((await stemmaJson("verify", store)) as { ok: boolean }).ok).toBe(true);
});

test("what is to be deleted can be exported first", async ({ page }) => {
  await openLibrary(page);
  await choose(page, 1);
  await parts.node(page).getByRole("button", { name: "Delete…" }).click();
  await dialog(page).getByRole("button", { name: "Export first…" }).click();
  await expect(page.getByRole("dialog", { name: "Export archive" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(parts.basket(page)).toContainText("chosen");
});
