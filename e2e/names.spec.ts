import type { Page } from "playwright";
import { expect, parts, test } from "./support/app.ts";

type Role = Parameters<Page["getByRole"]>[0];

/** Each of these is there once, and nothing else has its name. */
const ONCE: ReadonlyArray<readonly [Role, ...string[]]> = [
  ["tablist", "Open sources"],
  ["combobox", "Search nodes", "Depth"],
  ["region", "Filters", "Provenance graph", "Node", "Export basket", "Jobs"],
  ["application", "Graph canvas"],
  ["tree", "Graph outline"],
  ["radiogroup", "View"],
  ["radio", "Graph", "Table", "Split"],
  ["toolbar", "Graph tools"],
  ["button", "Zoom in", "Zoom out", "Fit", "Show ancestors", "Show descendants", "Save picture…"],
  ["button", "Clear filters", "Add selected to basket", "Export…"],
  ["grid", "Nodes"],
  ["group", "Type", "State", "Group", "Computer", "User", "Created"],
  ["status", "Source summary"],
];
const LINK_ROW = /^\S+ (input_calc|input_work|create|return|call_calc|call_work) .+ [0-9a-f]{8}$/;

for (const file of ["qe-failures.aiida", "generated_main_0001_rich.aiida"]) {
  test.describe(file, () => {
    test.use({ files: [file] });

    test("every part of the window goes by its name, once", async ({ page }) => {
      const items = parts.outline(page).getByRole("treeitem");
      await expect(items.first()).toBeVisible();
      for (const [role, ...names] of ONCE)
        for (const name of names)
          await expect(page.getByRole(role, { name, exact: true }), `${role} "${name}"`).toHaveCount(1);
      await expect(parts.tabs(page).getByRole("tab", { name: file, exact: true })).toHaveCount(1);
      await expect(page.getByRole("region", { name: /^Node/ })).toHaveCount(1);
      await expect(page.getByRole("option")).toHaveCount(0); // lists have theirs only while they are open
      for (const item of (await items.all()).slice(0, 40))
        await expect(item).toHaveAccessibleName(/^\S.* \(\d+\)$/);
      for (const box of await parts.filters(page).getByRole("checkbox").all())
        await expect(box).toHaveAccessibleName(/^\S.* \d+$/);
    });

    test("a process and its links go by their names", async ({ page }) => {
      await parts
        .outline(page)
        .getByRole("treeitem", { name: /WorkChain/ })
        .first()
        .click();
      const node = parts.node(page);
      await expect(node.getByRole("status", { name: "Process state", exact: true })).toHaveCount(1);
      for (const name of ["Overview", "Content", "Attributes", "Extras", "Files", "Log", "Comments", "Links"])
        await node.getByRole("tab", { name, exact: true }).click();
      for (const name of ["incoming links", "outgoing links"]) {
        const rows = node.getByRole("list", { name, exact: true }).getByRole("button");
        await expect(rows.first()).toBeVisible();
        for (const row of await rows.all()) await expect(row).toHaveAccessibleName(LINK_ROW);
      }
    });
  });
}

test.describe("beside an open dialog", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("nothing of the window can be reached", async ({ page }) => {
    await parts.outline(page).getByRole("treeitem").first().click();
    await parts.node(page).getByRole("button", { name: "Add to basket", exact: true }).click();
    await page.getByRole("button", { name: "Export…", exact: true }).click();
    await expect(page.getByRole("dialog", { name: "Export archive", exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Export", exact: true })).toHaveCount(1);
    for (const name of ["Export…", "Clear basket", "Add to basket", "Fit"])
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(page.getByRole("button", { name: "Export…", exact: true })).toBeFocused();
  });

  test("a message of the window hides no button of the basket", async ({ page }) => {
    await parts.outline(page).getByRole("treeitem").first().click();
    await parts.node(page).getByRole("button", { name: "Add to basket", exact: true }).click();
    const basket = parts.basket(page);
    await basket.getByRole("button", { name: "Copy verdi command" }).click();
    await expect(page.getByText(/copied/i)).toBeVisible();
    await basket.getByRole("button", { name: "Clear basket" }).click({ timeout: 2000 });
    await expect(basket).toContainText("Empty");
  });
});
