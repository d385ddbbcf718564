import fs from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { BOMBS } from "./hostile/cases/bombs.ts";
import { DATABASE_FILE } from "./hostile/cases/database-file.ts";
import { FILE_SYSTEM } from "./hostile/cases/file-system.ts";
import { FILES } from "./hostile/cases/files.ts";
import { HOSTILE_TEXTS, LABELS } from "./hostile/cases/labels.ts";
import { METADATA } from "./hostile/cases/metadata.ts";
import { ROWS } from "./hostile/cases/rows.ts";
import { SCHEMA } from "./hostile/cases/schema.ts";
import { ZIP_STRUCTURE } from "./hostile/cases/zip-structure.ts";
import type { HostileCase } from "./hostile/support/hostile-case.ts";
import { answerOpenDialog, expect, launch, parts, test } from "./support/app.ts";

// Files that mean no good, in the window: what cannot be shown is refused in one sentence, what can be is shown as text
// and nothing else, and the window lives on. The same files go through the command in `npm run test:hostile`.

const ALL = [BOMBS, DATABASE_FILE, FILE_SYSTEM, FILES, LABELS, METADATA, ROWS, SCHEMA, ZIP_STRUCTURE].flat();

function named(name: string): HostileCase {
  const found = ALL.find((hostile) => hostile.name === name);
  if (!found) throw new Error(`There is no case "${name}".`);
  return found;
}

async function open(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await answerOpenDialog(app, [file]);
  await page.keyboard.press("Control+o");
}

/** What a text of an archive would have changed, had anything of it been run or taken for HTML. */
function traces(page: Page) {
  return page.evaluate(() => ({
    title: document.title.includes("owned"),
    images: document.querySelectorAll('img[src="x"]').length,
    scripts: [...document.scripts].filter(({ src }) => !src.startsWith("app:")).length,
    links: [...document.links].filter(({ href }) => /^(?:javascript|file):/.test(href)).length,
  }));
}

const REFUSED: [name: string, code: string][] = [
  ["a thousand entries that share one member", "archive/corrupt"],
  ["wrong CRC of the database", "archive/corrupt"],
  ["metadata of 4 GiB of zeros", "archive/limit"],
  ["a database of 1 GiB of zeros", "archive/limit"],
  ["metadata 100,000 levels deep, in objects", "archive/limit"],
  ["metadata with a hostile version", "archive/unsupported-version"],
  ["a database with a view for the nodes that never ends", "archive/corrupt"],
  ["a database that has tables whose pages lead round in a ring", "archive/corrupt"],
  ["a FIFO", "archive/not-an-archive"],
];

test("files that cannot be shown are refused one by one, in the same window", async ({}, info) => {
  test.setTimeout(180_000);
  const app = await launch(info);
  const page = await app.firstWindow();
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  for (const [name, code] of REFUSED) {
    await test.step(name, async () => {
      const folder = info.outputPath(`case-${REFUSED.findIndex(([other]) => other === name)}`);
      fs.mkdirSync(folder, { recursive: true });
      await open(app, page, await named(name).make(folder));
      const alert = page.getByRole("alert").first();
      await expect(alert).toBeVisible();
      await alert.getByRole("button", { name: "Details" }).click();
      await expect(alert).toContainText(code);
      await expect(alert).not.toContainText(/\bat .*\.js:\d+/); // no stack
      expect(await alert.textContent()).not.toMatch(
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
      );
      await page.keyboard.press("Control+w");
    });
  }
  await page.getByRole("main", { name: "Start" }).getByRole("button", { name: "Open sample" }).click();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await app.close();
});

test("hostile texts are shown as text, everywhere that shows any", async ({}, info) => {
  test.setTimeout(120_000);
  const folder = info.outputPath("case");
  fs.mkdirSync(folder, { recursive: true });
  const file = await named("all of these together").make(folder);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  const pageErrors: string[] = [];
  page.on("pageerror", (error) => pageErrors.push(String(error)));
  await expect(parts.summary(page)).toContainText(`${HOSTILE_TEXTS.length * 2} nodes`);
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  const items = parts.outline(page).getByRole("treeitem");
  for (let position = 0; position < Math.min(4, await items.count()); position++) {
    await items.nth(position).click();
    for (const name of ["Overview", "Attributes", "Extras", "Files", "Log", "Comments", "Links"]) {
      await parts.node(page).getByRole("tab", { name, exact: true }).click();
      await expect(parts.node(page).getByRole("tabpanel").first()).toBeVisible();
    }
  }
  await page.getByRole("radio", { name: "Table" }).click();
  await expect(parts.table(page).getByRole("row").nth(2)).toBeVisible();
  await page.getByRole("radio", { name: "Split" }).click();
  await page.screenshot({ path: info.outputPath("hostile-texts.png") });
  expect(await traces(page)).toEqual({ title: false, images: 0, scripts: 0, links: 0 });
  expect(pageErrors).toEqual([]);
  expect(app.windows()).toHaveLength(1);
  await app.close();
});

const SHOWN: [name: string, tab: string][] = [
  ["a node with 5,000 levels of folders", "Files"],
  ["a node with 200,000 files", "Files"],
  ["JSON nested 100,000 levels deep", "Attributes"],
];

for (const [name, tab] of SHOWN) {
  test(`${name}: the inspector answers, and so does the window`, async ({}, info) => {
    test.setTimeout(120_000);
    const folder = info.outputPath("case");
    fs.mkdirSync(folder, { recursive: true });
    const file = await named(name).make(folder);
    const app = await launch(info, [file]);
    const page = await app.firstWindow();
    await expect(parts.summary(page)).toContainText(/\d+ node/);
    await parts.outline(page).getByRole("treeitem").first().click();
    await parts.node(page).getByRole("tab", { name: tab, exact: true }).click();
    await expect(parts.node(page).getByRole("tabpanel").first()).toBeVisible({ timeout: 30_000 });
    await page.screenshot({ path: info.outputPath(`${path.basename(folder)}.png`) });
    await page.getByRole("radio", { name: "Table" }).click();
    await expect(parts.table(page).getByRole("row").nth(1)).toBeVisible();
    await app.close();
  });
}
