import { expect, fixture, parts, stemmaJson, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

interface Traversal {
  counts: { nodes: number; links: number };
  nodes: { uuid: string }[];
}

test("the basket says what the rules add, as `stemma traverse` does, and follows a switch", async ({
  page,
}) => {
  await parts.search(page).fill("fundamental_gap");
  await page
    .getByRole("option", { name: /fundamental_gap/ })
    .first()
    .click();
  const node = parts.node(page);
  await expect(node.getByRole("heading", { name: "fundamental_gap" })).toBeVisible();
  await node.getByRole("button", { name: "Add to basket" }).click();
  const uuid = await firstUuid();

  const basket = parts.basket(page);
  const plain = (await stemmaJson("traverse", fixture("qe-si-bands.aiida"), "-N", uuid)) as Traversal;
  await expect(basket).toContainText(`${plain.counts.nodes} nodes`);
  await expect(basket).toContainText("1 chosen");

  const rule = basket.getByRole("switch", { name: "create_backward" });
  await expect(rule).toBeChecked();
  await rule.click();
  await expect(rule).not.toBeChecked();
  const less = (await stemmaJson(
    "traverse",
    fixture("qe-si-bands.aiida"),
    "-N",
    uuid,
    "--no-create-backward",
  )) as Traversal;
  expect(less.counts.nodes).toBeLessThan(plain.counts.nodes);
  await expect(basket).toContainText(`${less.counts.nodes} nodes`);

  await page.keyboard.press("Control+z");
  await expect(rule).toBeChecked();
  await basket.getByRole("button", { name: "Clear basket" }).click();
  await expect(basket).toContainText("Empty");

  async function firstUuid(): Promise<string> {
    const rows = (await stemmaJson("nodes", fixture("qe-si-bands.aiida"), "--limit", "0")) as {
      rows: { uuid: string; processType: string | null; nodeType: string }[];
    };
    return rows.rows.find((row) => row.processType?.includes("fundamental_gap"))!.uuid;
  }
});

test("Copy verdi command copies the equal command", async ({ app, page }) => {
  await parts.search(page).fill("PwBandsWorkChain");
  await page
    .getByRole("option", { name: /PwBandsWorkChain/ })
    .first()
    .click();
  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  await parts.basket(page).getByRole("button", { name: "Copy verdi command" }).click();
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^verdi archive create .*[0-9a-f-]{36}/);
});
