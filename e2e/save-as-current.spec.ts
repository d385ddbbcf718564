import { createHash } from "node:crypto";
import fs from "node:fs";
import type { Page } from "playwright";
import {
  type LegacyNode,
  legacyMembers,
  legacyUuid,
  writeLegacy,
} from "../electron/legacy/testing/make-legacy.ts";
import { answerSaveDialog, expect, fixture, launch, parts, stemmaJson, test } from "./support/app.ts";

async function runByName(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(name);
  await page.keyboard.press("Enter");
}

/** The notice that a file is written; the line of jobs says the same. */
const written = (page: Page, name: string) =>
  page.getByRole("status").filter({ hasText: `written as main_0001 to ${name}` });

test.describe("an older archive", () => {
  test.use({ files: ["export_main_0000_simple.aiida"] });

  test("is saved as the current version, and the new file opens", async ({ app, page }, info) => {
    const target = info.outputPath("new.aiida");
    const before = fs.readFileSync(fixture("export_main_0000_simple.aiida"));
    await answerSaveDialog(app, target);
    await expect(parts.summary(page)).toContainText("10 nodes");
    await runByName(page, "Save as current version");
    const notice = written(page, "new.aiida");
    await expect(notice).toBeVisible();
    expect(await stemmaJson("info", target)).toMatchObject({
      version: "main_0001",
      counts: { nodes: 10, links: 8, groups: 4, files: 16 },
    });
    expect(fs.readFileSync(fixture("export_main_0000_simple.aiida"))).toEqual(before);
    await notice.getByRole("button", { name: "Open", exact: true }).click();
    await expect(parts.tabs(page).getByRole("tab", { name: "new.aiida" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(parts.summary(page)).toContainText("main_0001");
    await page.keyboard.press("Control+i");
    const about = page.getByRole("dialog", { name: "About this archive" });
    await expect(about).toContainText("Converted from version main_0000 to main_0001 with Stemma");
    await expect(about.getByRole("button", { name: "Save as current version…" })).toBeHidden();
  });

  test("About this archive offers it", async ({ app, page }, info) => {
    const target = info.outputPath("from-about.aiida");
    await answerSaveDialog(app, target);
    await expect(parts.summary(page)).toContainText("10 nodes");
    await page.keyboard.press("Control+i");
    await page
      .getByRole("dialog", { name: "About this archive" })
      .getByRole("button", { name: "Save as current version…" })
      .click();
    await expect(written(page, "from-about.aiida")).toBeVisible();
    expect(fs.existsSync(target)).toBe(true);
  });
});

test.describe("a legacy archive", () => {
  test.use({ files: ["export_0.4_simple.tar.gz"] });

  test("is saved as the current version too", async ({ app, page }, info) => {
    const target = info.outputPath("legacy.aiida");
    await answerSaveDialog(app, target);
    await expect(parts.summary(page)).toContainText("10 nodes");
    await runByName(page, "Save as current version");
    await expect(written(page, "legacy.aiida")).toBeVisible();
    expect(await stemmaJson("info", target)).toMatchObject({ version: "main_0001", counts: { nodes: 10 } });
  });
});

test("an old archive of thousands of files is saved whole", async ({}, info) => {
  const FILES = 9;
  const textOf = (node: number, file: number) => `${node % 300} ${file}\n`;
  const nodes = Array.from({ length: 400 }, (_, node): LegacyNode => {
    const names = Array.from({ length: FILES }, (_, file) => [`f${file}/out`, textOf(node, file)]);
    return { attributes: { node }, files: { ...Object.fromEntries(names), empty: null } };
  });
  const source = await writeLegacy(info.outputPath("old.aiida"), "zip", legacyMembers(nodes, "0.10"));
  const target = info.outputPath("new.aiida");
  const app = await launch(info, [source]);
  const page = await app.firstWindow();
  await answerSaveDialog(app, target);
  await expect(parts.summary(page)).toContainText("400 nodes");
  await runByName(page, "Save as current version");
  await expect(written(page, "new.aiida")).toBeVisible();
  await app.close();
  expect(await stemmaJson("info", target)).toMatchObject({ counts: { nodes: 400, files: 300 * FILES } });
  expect(await stemmaJson("verify", target)).toMatchObject({ ok: true });
  for (const pk of [1, 400]) {
    const folders = Array.from({ length: FILES }, (_, file) => {
      const k = createHash("sha256")
        .update(textOf(pk - 1, file))
        .digest("hex");
      return [`f${file}`, { o: { out: { k } } }];
    });
    const repositoryMetadata = { o: { ...Object.fromEntries(folders), empty: {} } };
    const attributes = { node: pk - 1 };
    expect(await stemmaJson("show", target, legacyUuid(pk))).toMatchObject({
      attributes,
      repositoryMetadata,
    });
  }
});

test.describe("an archive of today", () => {
  test.use({ files: ["arithmetic.add.aiida"] });

  test("says why it need not be saved", async ({ page }) => {
    await expect(parts.summary(page)).toContainText("7 nodes");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("Save as current version");
    await expect(page.getByRole("option", { name: "File Save as current version" })).toContainText(
      "this file has version main_0001 already",
    );
  });
});
