import { writeArchive } from "../electron/db/testing/make-archive.ts";
import { expect, launch, parts, test } from "./support/app.ts";

// A part with nothing to show says what would be there and how to get it.

test("the start page without recent files", async ({ page }) => {
  const start = page.getByRole("main", { name: "Start" });
  await expect(start).toContainText("Files you open are listed here.");
  await expect(start.getByRole("button", { name: "Open sample" })).toBeVisible();
});

test("a palette without a match", async ({ page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await palette.getByRole("combobox").fill("flux capacitor");
  await expect(palette).toContainText("Try fewer letters");
});

test.describe("an archive without nodes", () => {
  test("says so in every pane, and what it does hold", async ({}, info) => {
    const app = await launch(info, [writeArchive(info.outputPath("no-nodes.aiida"))]);
    const page = await app.firstWindow();
    await expect(parts.graph(page)).toContainText("The provenance of the nodes would be drawn here.");
    await expect(page.getByText("Nodes would be listed here. This archive holds none.")).toBeVisible();
    await expect(parts.node(page)).toContainText("No node to choose");
    await expect(parts.filters(page)).toContainText("No nodes in this archive.");
    await expect(parts.basket(page)).toContainText("this archive holds no nodes");
    await parts.graph(page).getByRole("button", { name: "See what it holds" }).click();
    await expect(page.getByRole("dialog", { name: "About this archive" })).toContainText("0 nodes");
    await app.close();
  });
});

test.describe("an archive with nodes", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("a search without a hit says what is looked at", async ({ page }) => {
    await parts.search(page).fill("flux capacitor");
    await expect(page.getByText(/Nothing matches “flux capacitor”\. Search looks at types/)).toBeVisible();
  });

  test("filters that leave nothing: table and graph say so and lead back", async ({ page }) => {
    const filters = parts.filters(page);
    await filters.getByRole("checkbox", { name: /^Dict/ }).check();
    await filters.getByRole("checkbox", { name: /^Finished \[0\]/ }).check();
    await expect(page.getByText("No node passes the filters.", { exact: true })).toBeVisible();
    await expect(parts.graph(page)).toContainText("None of the nodes shown passes the filters.");
    await page.getByRole("button", { name: "Show all 69 nodes" }).click();
    await expect(parts.graph(page)).not.toContainText("None of the nodes shown");
    await expect(page.getByRole("status", { name: "Rows" })).toContainText("69 of 69 nodes");
  });

  test("a graph of which all is hidden brings it back", async ({ page }) => {
    await parts.canvas(page).waitFor();
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await parts.table(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("Hide from the graph");
    await page.keyboard.press("Enter");
    await expect(parts.graph(page)).toContainText("No node is shown.");
    await parts.graph(page).getByRole("button", { name: "Show every node" }).click();
    await expect(parts.outline(page).getByRole("treeitem")).toHaveCount(69);
  });

  test("a view that leaves out all that is shown says which, and leads to all links", async ({ page }) => {
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await parts.filters(page).getByRole("checkbox", { name: /^Dict/ }).check();
    await expect(page.getByRole("status", { name: "Rows" })).toContainText("17 of 69 nodes");
    await parts.filters(page).getByRole("button", { name: "Clear filters" }).click();
    await parts.table(page).focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("Hide from the graph");
    await page.keyboard.press("Enter");
    await expect(parts.graph(page)).toContainText("No node is shown.");
    await parts.search(page).fill("silicon-diamond.cif"); // one piece of data alone
    await page
      .getByRole("option", { name: /silicon-diamond/ })
      .first()
      .click();
    await expect(parts.outline(page).getByRole("treeitem")).toHaveCount(1);
    await page.getByRole("radio", { name: "Calls" }).click();
    await expect(parts.graph(page)).toContainText("The view is set to calls");
    await parts.graph(page).getByRole("button", { name: "Show all links" }).click();
    await expect(parts.outline(page).getByRole("treeitem")).toHaveCount(1);
  });

  test("tabs of a node without content", async ({ page }) => {
    await parts.search(page).fill("silicon-diamond.cif");
    await page
      .getByRole("option", { name: /silicon-diamond/ })
      .first()
      .click();
    const node = parts.node(page);
    await node.getByRole("tab", { name: "Links" }).click();
    await expect(node).toContainText(
      "No links end here: nothing in this archive made, called or fed this node.",
    );
    await node.getByRole("tab", { name: "Log" }).click();
    await expect(node).toContainText("Only processes write them.");
    await node.getByRole("tab", { name: "Comments" }).click();
    await expect(node).toContainText("No comments.");
  });
});
