import { expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

test("links are walked by keyboard alone, from search to inspector and back", async ({ page }) => {
  await expect(parts.summary(page)).toContainText("69 nodes");
  await page.keyboard.press("Control+f");
  await expect(parts.search(page)).toBeFocused();
  await page.keyboard.type("PwBandsWorkChain");
  await expect(page.getByRole("option", { name: /PwBandsWorkChain/ }).first()).toBeVisible();
  await page.keyboard.press("Enter");
  const node = parts.node(page);
  await expect(node.getByRole("heading", { name: "PwBandsWorkChain" })).toBeVisible();

  // In the graph: to the right along an outgoing link, to the left along an incoming one.
  await page.keyboard.press("Alt+1");
  await expect(parts.canvas(page)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(node.getByRole("heading", { name: "PwBandsWorkChain" })).toHaveCount(0);
  const reached = (await node.getByRole("heading").first().textContent()) ?? "";
  await page.keyboard.press("Alt+ArrowLeft");
  await expect(node.getByRole("heading", { name: "PwBandsWorkChain" })).toBeVisible();
  await page.keyboard.press("Alt+ArrowRight");
  await expect(node.getByRole("heading").first()).toHaveText(reached);
  await page.keyboard.press("Alt+ArrowLeft");

  // In the inspector: the links list, every link a button.
  await node.getByRole("tab", { name: "Links" }).click();
  const incoming = node.getByRole("list", { name: "incoming links" });
  const structure = incoming.getByRole("button", {
    name: /^structure input_work StructureData [0-9a-f]{8}$/,
  });
  await structure.focus();
  await page.keyboard.press("Enter");
  await expect(node.getByRole("heading", { name: "StructureData" })).toBeVisible();
  const outgoing = node.getByRole("list", { name: "outgoing links" });
  await expect(
    outgoing.getByRole("button", { name: /^structure input_work PwBandsWorkChain/ }),
  ).toBeVisible();
});

test("choosing in one view marks it in the others", async ({ page }) => {
  const item = parts
    .outline(page)
    .getByRole("treeitem", { name: /^CifData/ })
    .first();
  await item.click();
  await expect(parts.node(page).getByRole("heading", { name: "CifData" })).toBeVisible();
  await expect(parts.table(page).getByRole("row", { name: /CifData/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(item).toHaveAttribute("aria-selected", "true");
  await parts
    .table(page)
    .getByRole("row", { name: /fundamental_gap/ })
    .first()
    .click();
  await expect(item).toHaveAttribute("aria-selected", "false");
});
