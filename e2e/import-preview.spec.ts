import fs from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright";
import { answerOpenDialog, dropFile, expect, fixture, parts, stemmaJson, test } from "./support/app.ts";

const BANDS = fixture("qe-si-bands.aiida"); // 69 nodes, 66 of them in the other as well
const FAILURES = fixture("qe-failures.aiida"); // 184 nodes

const dialogOf = (page: Page) => page.getByRole("dialog", { name: "Import into library" });
const importButton = (page: Page) => dialogOf(page).getByRole("button", { name: "Import", exact: true });
const choiceOf = (page: Page) => page.getByRole("dialog", { name: "Open or import?" });
const tab = (page: Page, name: string) => parts.tabs(page).getByRole("tab", { name });
const fileOf = (page: Page, name: string): Locator =>
  dialogOf(page)
    .getByRole("list", { name: "Files to import" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name }) });
const nodesRow = (file: Locator) => file.getByRole("row", { name: /^Nodes/ });

/** Where neither the graph of a tab nor the library is: the row of tabs. */
const ELSEWHERE = { x: 600, y: 20 };
const MIDDLE = { x: 600, y: 300 };

async function openLibrary(page: Page): Promise<void> {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+l");
  await expect(parts.summary(page)).toContainText(/\d nodes/);
}

/** Import, and wait until so many nodes have come. */
async function startImport(page: Page, nodes: number): Promise<void> {
  await expect(importButton(page)).toBeEnabled();
  await importButton(page).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(page.getByText(new RegExp(`\\b${nodes} new nodes? imported`))).toBeVisible();
}

test("two files that overlap: read what merging does, change a policy, import, see the group", async ({
  page,
}) => {
  await openLibrary(page);
  await dropFile(page, [BANDS, FAILURES], MIDDLE);
  await expect(nodesRow(fileOf(page, "qe-si-bands.aiida"))).toHaveText("Nodes690");
  // 66 of them come with the file above.
  await expect(nodesRow(fileOf(page, "qe-failures.aiida"))).toHaveText(/^Nodes11866/);
  await expect(dialogOf(page).getByRole("status", { name: "Import summary" })).toContainText(
    "2 files · 187 new nodes",
  );
  await dialogOf(page).getByRole("combobox", { name: "All nodes of a file" }).selectOption("named");
  await dialogOf(page).getByRole("textbox", { name: "Label of the group" }).fill("both");
  await startImport(page, 187);
  await expect(parts.summary(page)).toContainText("187 nodes");
  await expect(parts.filters(page).getByRole("checkbox", { name: "both 187" })).toBeVisible();

  // Once more: all of it is there, and what an option changes is counted at once.
  await dropFile(page, BANDS, MIDDLE);
  await expect(nodesRow(fileOf(page, "qe-si-bands.aiida"))).toHaveText("Nodes0690");
  await expect(dialogOf(page)).toContainText("Extras of 69 nodes differ");
  await expect(dialogOf(page)).toContainText("They stay as they are.");
  const extras = dialogOf(page).getByRole("combobox", { name: "Extras of nodes that are there" });
  await extras.selectOption("keep_existing");
  await expect(extras).toHaveAccessibleDescription(/No value is overwritten/);
  await expect(dialogOf(page)).toContainText("69 nodes will change.");
  const groups = dialogOf(page).getByRole("combobox", { name: "All nodes of a file" });
  await groups.selectOption("existing");
  const group = dialogOf(page).getByRole("combobox", { name: "Group of the library" });
  await group.selectOption({ label: "both · 187 nodes" });
  await dialogOf(page).getByRole("button", { name: "Cancel" }).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(parts.summary(page)).toContainText("187 nodes");
});

test("a drop away from graph and library asks which, and Escape takes it back", async ({ page }, info) => {
  await openLibrary(page);
  await dropFile(page, [BANDS, FAILURES], ELSEWHERE);
  await expect(choiceOf(page).getByRole("list", { name: "Dropped files" })).toContainText(
    "qe-failures.aiida",
  );
  await page.keyboard.press("Escape");
  await expect(choiceOf(page)).toBeHidden();
  await expect(parts.tabs(page).getByRole("tab")).toHaveCount(1);

  await dropFile(page, BANDS, ELSEWHERE);
  await expect(choiceOf(page).getByRole("button", { name: "Open" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(tab(page, "qe-si-bands.aiida")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("69 nodes");

  const folder = info.outputPath("all of them");
  fs.mkdirSync(`${folder}/below`, { recursive: true });
  for (const name of ["a.aiida", "b.aiida", "c.aiida", "below/d.aiida"])
    fs.copyFileSync(fixture("arithmetic.add.aiida"), `${folder}/${name}`);
  await dropFile(page, folder, MIDDLE); // on a graph: but four tabs are more than one drop means
  await expect(choiceOf(page)).toContainText("The folder “all of them” holds 4 archives.");
  await choiceOf(page).getByRole("button", { name: "Import into library" }).click();
  await expect(dialogOf(page).getByRole("status", { name: "Import summary" })).toContainText(
    "4 files · 7 new nodes",
  );
  await dialogOf(page).getByRole("button", { name: "Remove d.aiida from the list" }).click();
  await expect(dialogOf(page).getByRole("status", { name: "Import summary" })).toContainText("3 files");
  await startImport(page, 7);
  await expect(tab(page, "Library")).toHaveAttribute("aria-selected", "true");
  await expect(parts.summary(page)).toContainText("7 nodes");
});

test("the start page has a place for each, and a folder without archives says so", async ({ page }, info) => {
  const start = page.getByRole("main", { name: "Start" });
  await expect(start).toBeVisible();
  const centre = async (text: string) => {
    const { x, y, width, height } = (await start.getByText(text).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  fs.mkdirSync(info.outputPath("nothing here"));
  await dropFile(page, info.outputPath("nothing here"), MIDDLE);
  await expect(page.getByText("There are no archives in the folder “nothing here”.")).toBeVisible();
  await dropFile(page, BANDS, { x: 100, y: 600 });
  await expect(choiceOf(page)).toBeVisible();
  await choiceOf(page).getByRole("button", { name: "Cancel" }).click();
  await dropFile(page, BANDS, await centre("collect them in the library"));
  await expect(dialogOf(page)).toBeVisible();
  await startImport(page, 69);
  await expect(parts.summary(page)).toContainText("69 nodes");
});

test("without an open library the figures come first, and the library behind them", async ({
  app,
  page,
}, info) => {
  const library = info.outputPath("profile/library");
  const noArchive = info.outputPath("notes.aiida");
  fs.writeFileSync(noArchive, "no archive");
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  // Nothing is made, and nothing runs, for who only looks at the files that there are.
  await answerOpenDialog(app, []);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await dropFile(page, BANDS, ELSEWHERE);
  await choiceOf(page).getByRole("button", { name: "Cancel" }).click();
  const engines = () =>
    app.evaluate(({ app: electron }) =>
      electron
        .getAppMetrics()
        .filter(({ name }) => name === "Stemma engine")
        .map(({ pid }) => pid),
    );
  await expect.poll(engines).toEqual([]);
  expect(fs.existsSync(library)).toBe(false);

  await answerOpenDialog(app, [noArchive, BANDS, FAILURES]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await expect(nodesRow(fileOf(page, "qe-failures.aiida"))).toHaveText("Nodes118660"); // compared behind the refused one
  await expect(fileOf(page, "notes.aiida")).toContainText("will not be imported");
  await page.keyboard.press("Escape");
  await expect(dialogOf(page)).toBeHidden();
  await expect(parts.summary(page)).toContainText("0 nodes");

  // Imported before the library itself is shown.
  await page.keyboard.press("Control+w");
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await dropFile(page, BANDS, ELSEWHERE);
  await choiceOf(page).getByRole("button", { name: "Import into library" }).click();
  await startImport(page, 69);
  await expect(parts.summary(page)).toContainText("69 nodes");
});

test("a library that cannot be read is named once, and nothing is counted", async ({ app, page }, info) => {
  const library = info.outputPath("profile/library");
  fs.mkdirSync(`${library}/container`, { recursive: true });
  fs.writeFileSync(`${library}/container/config.json`, "{}");
  fs.writeFileSync(`${library}/database.sqlite`, "no database".repeat(1000));
  await answerOpenDialog(app, [BANDS]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await expect(dialogOf(page).getByRole("alert")).toContainText("database.sqlite is not an SQLite database.");
  await expect(dialogOf(page).getByRole("alert")).toHaveCount(1);
  await expect(importButton(page)).toBeDisabled();
  await page.keyboard.press("Escape");
  await expect(tab(page, "Library")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByText(/not an SQLite database/)).toBeVisible();
});

test("some groups of a file come, with what belongs to them; groups are skipped", async ({ page }, info) => {
  await openLibrary(page);
  await dropFile(page, BANDS, MIDDLE);
  await dialogOf(page).getByRole("button", { name: "Choose what comes" }).click();
  await dialogOf(page).getByRole("radio", { name: "Only some of its groups" }).check();
  await expect(dialogOf(page)).toContainText("Tick a group, or import everything in the file.");
  await expect(importButton(page)).toBeDisabled();
  const groups = dialogOf(page).getByRole("list", { name: "Groups of the file" });
  await groups.getByRole("checkbox").first().check();
  const row = nodesRow(fileOf(page, "qe-si-bands.aiida"));
  await expect(row).toBeVisible();
  await expect(row).toHaveText("Nodes10"); // a pseudopotential, which nothing leads to
  await startImport(page, 1);
  await expect(parts.summary(page)).toContainText(/^1 node\b/);

  await dropFile(page, BANDS, MIDDLE);
  await expect(nodesRow(fileOf(page, "qe-si-bands.aiida"))).toHaveText("Nodes6810");
  await dialogOf(page).getByRole("button", { name: "Choose what comes" }).click();
  await dialogOf(page).getByRole("button", { name: "Tick none" }).click();
  await dialogOf(page).getByRole("combobox", { name: "All nodes of a file" }).selectOption("none");
  await startImport(page, 68);
  await expect(parts.summary(page)).toContainText("69 nodes");
  const { counts } = (await stemmaJson("info", info.outputPath("profile/library"))) as {
    counts: { groups: number };
  };
  expect(counts.groups).toBe(2); // the one that was ticked, and that of the first import
});

test("labels of groups are shown as what they are, and a group needs one that can be seen", async ({
  page,
}, info) => {
  const store = info.outputPath("profile/library");
  await stemmaJson("store", "init", store);
  await stemmaJson("group", "create", "mine\u202e", "--store", store);
  await openLibrary(page);
  await dropFile(page, FAILURES, MIDDLE);
  const target = dialogOf(page).getByRole("combobox", { name: "All nodes of a file" });
  await target.selectOption("existing");
  await expect(
    dialogOf(page).getByRole("combobox", { name: "Group of the library" }).locator("option"),
  ).toHaveText("mine\\u202e · 0 nodes");
  await target.selectOption("named");
  const label = dialogOf(page).getByRole("textbox", { name: "Label of the group" });
  await label.fill("   ");
  await importButton(page).click();
  await expect(label).toBeFocused(); // with the browser's own words
  await expect(dialogOf(page)).toBeVisible();
  await label.fill("seen");
  await startImport(page, 184);
  await expect(parts.filters(page).getByRole("checkbox", { name: "seen 184" })).toBeVisible();
});

test("one of several files has options of its own", async ({ page }) => {
  await openLibrary(page);
  await dropFile(page, [BANDS, FAILURES], MIDDLE);
  const second = fileOf(page, "qe-failures.aiida");
  await second.getByRole("button", { name: "Choose what comes, and how" }).click();
  await second.getByRole("checkbox", { name: "Options of its own for this file" }).check();
  await second.getByRole("combobox", { name: "All nodes of a file" }).selectOption("named");
  await second.getByRole("textbox", { name: "Label of the group" }).fill("failed runs");
  await startImport(page, 187);
  await expect(parts.summary(page)).toContainText("187 nodes");
  await expect(parts.filters(page).getByRole("checkbox", { name: "failed runs 184" })).toBeVisible();
  await expect(parts.filters(page).getByRole("checkbox", { name: /^\d{8}-\d{6} 69$/ })).toBeVisible();
});

test.describe("with an archive open", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("what is in the basket comes into the library, with its rules", async ({ page }) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    await parts.table(page).getByRole("row").nth(1).click();
    await page.keyboard.press("End"); // the oldest: an input that nothing made
    await page.keyboard.press("Control+b");
    await expect(parts.basket(page)).toContainText("1 chosen");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("import selection");
    await page.keyboard.press("Enter");
    await expect(dialogOf(page).getByRole("radio", { name: "Only 1 node" })).toBeChecked();
    await expect(nodesRow(fileOf(page, "qe-si-bands.aiida"))).toHaveText("Nodes10");
    await startImport(page, 1);
    await expect(tab(page, "Library")).toHaveAttribute("aria-selected", "true");
    await expect(parts.summary(page)).toContainText(/^1 node\b/);
  });
});

test("axe finds nothing in the dialogs, light and dark", async ({ app, page }, info) => {
  test.slow();
  const damaged = info.outputPath("damaged.aiida");
  fs.writeFileSync(damaged, fs.readFileSync(BANDS).subarray(0, 5000));
  await answerOpenDialog(app, [damaged, BANDS]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await expect(importButton(page)).toBeEnabled();
  await dialogOf(page).getByRole("button", { name: "Choose what comes, and how" }).last().click();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("[role=dialog]").analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
  await page.keyboard.press("Escape");
  await dropFile(page, BANDS, ELSEWHERE);
  await expect(choiceOf(page)).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("[role=dialog]").analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
