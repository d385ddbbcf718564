import fs from "node:fs";
import type { Page } from "playwright";
import { answerSaveDialog, expect, fixture, parts, stemmaJson, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

async function fillBasket(page: Page): Promise<void> {
  await parts.search(page).fill("PwBandsWorkChain");
  await page
    .getByRole("option", { name: /PwBandsWorkChain/ })
    .first()
    .click();
  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  await expect(parts.basket(page)).toContainText("1 chosen");
}

test("a selection is exported, and the export opens", async ({ app, page }, info) => {
  const target = info.outputPath("bands only.aiida");
  await answerSaveDialog(app, target);
  await fillBasket(page);
  await parts.basket(page).getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await expect(dialog).toContainText("ada.marlow@example.org"); // what leaves the house
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByRole("button", { name: "Show in folder" })).toBeVisible();

  const counts = ((await stemmaJson("info", target)) as { counts: { nodes: number; links: number } }).counts;
  const expected = (await stemmaJson(
    "traverse",
    fixture("qe-si-bands.aiida"),
    "--count",
    "-N",
    await uuidOf("PwBandsWorkChain"),
  )) as {
    counts: { nodes: number; links: number };
  };
  expect(counts).toMatchObject({ nodes: expected.counts.nodes, links: expected.counts.links });
  expect(fs.readdirSync(info.outputDir).filter((name) => name.endsWith(".part"))).toEqual([]);

  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  await expect(parts.tabs(page).getByRole("tab", { name: "bands only.aiida" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(parts.summary(page)).toContainText(`${counts.nodes} nodes`);
});

test("Cancel in the dialog writes nothing", async ({ app, page }, info) => {
  const target = info.outputPath("never.aiida");
  await answerSaveDialog(app, target);
  await fillBasket(page);
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  expect(fs.existsSync(target)).toBe(false);
});

async function uuidOf(processLabel: string): Promise<string> {
  const { rows } = (await stemmaJson(
    "nodes",
    fixture("qe-si-bands.aiida"),
    "--limit",
    "0",
    "--type",
    "process.workflow",
  )) as {
    rows: { uuid: string; processType: string }[];
  };
  return rows.find((row) => row.processType.endsWith("quantumespresso.pw.bands"))?.uuid ?? processLabel;
}
