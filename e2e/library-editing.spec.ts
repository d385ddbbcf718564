import type { TestInfo } from "@playwright/test";
import type { Page } from "playwright";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, fixture, launch, parts, stemmaJson, test } from "./support/app.ts";
import { openLibrary } from "./support/library.ts";

const RICH = fixture("generated_main_0001_rich.aiida");

const store = (info: TestInfo) => info.outputPath("profile/library");
const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
const group = (page: Page, name: string) => parts.filters(page).getByRole("checkbox", { name, exact: true });
const groups = async (info: TestInfo) =>
  (await stemmaJson("group", "list", "--store", store(info))) as {
    label: string;
    description: string;
    nodes: number;
  }[];

async function undo(page: Page, label: string): Promise<void> {
  await parts.table(page).focus();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("option", { name: new RegExp(`Undo ${label}`) })).toBeAttached();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
}

async function chooseRow(page: Page, at: number): Promise<void> {
  await parts.table(page).getByRole("row").nth(at).click();
  await expect(parts.node(page).getByRole("heading", { level: 2 })).toBeVisible();
}

test.beforeEach(async ({}, info) => {
  await stemmaJson("import", RICH, "--no-import-group", "--store", store(info));
});

test("a group is made of a selection, renamed, left, taken back, done again and deleted", async ({
  page,
}, info) => {
  await openLibrary(page);
  await chooseRow(page, 1);
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await parts.table(page).getByRole("row").nth(2).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Add to group…" }).click();
  await dialog(page, "Add to group")
    .getByRole("textbox", { name: "Label of the new group" })
    .fill("of interest");
  await page.keyboard.press("Enter");
  await expect(group(page, "of interest 3")).toBeVisible();
  expect((await groups(info)).find(({ label }) => label === "of interest")).toMatchObject({ nodes: 3 });

  await group(page, "of interest 3").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Rename group…" }).click();
  const change = dialog(page, "Change group");
  await expect(change.getByRole("textbox", { name: "Label" })).toBeFocused();
  await change.getByRole("textbox", { name: "Label" }).fill("");
  await page.keyboard.press("Enter");
  await expect(change.getByRole("alert")).toContainText("A group needs a label");
  await change.getByRole("textbox", { name: "Label" }).fill("renamed\u202e");
  await change.getByRole("textbox", { name: "Description" }).fill("looked at in November");
  await change.getByRole("button", { name: "Save" }).click();
  await expect(group(page, "renamed\\u202e 3")).toBeVisible();

  await chooseRow(page, 1);
  await parts.node(page).getByRole("button", { name: "Remove node from group renamed\\u202e" }).click();
  await expect(group(page, "renamed\\u202e 2")).toBeVisible();
  await undo(page, "remove 1 node from group");
  await expect(group(page, "renamed\\u202e 3")).toBeVisible();
  await undo(page, "rename group");
  await expect(group(page, "of interest 3")).toBeVisible();
  await page.keyboard.press("Control+y");
  await expect(group(page, "renamed\\u202e 3")).toBeVisible();
  const [renamed] = (await groups(info)).filter(({ label }) => label.startsWith("renamed"));
  expect(renamed).toMatchObject({ label: "renamed\u202e", description: "looked at in November", nodes: 3 });

  await group(page, "renamed\\u202e 3").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Delete group" }).click();
  await expect(group(page, "renamed\\u202e 3")).toHaveCount(0);
  await page.getByRole("button", { name: "Undo", exact: true }).last().click();
  await expect(group(page, "renamed\\u202e 3")).toBeVisible();
});

test("an empty group is listed; nodes join it from the basket and leave it by the palette", async ({
  page,
}) => {
  await openLibrary(page);
  await parts.filters(page).getByRole("button", { name: "New group…" }).click();
  await dialog(page, "New group").getByRole("textbox", { name: "Label" }).fill("later");
  await dialog(page, "New group").getByRole("button", { name: "Make group" }).click();
  await expect(group(page, "later 0")).toBeVisible();
  await parts.filters(page).getByRole("button", { name: "New group…" }).click();
  await dialog(page, "New group").getByRole("textbox", { name: "Label" }).fill("later");
  await page.keyboard.press("Enter");
  await expect(dialog(page, "New group").getByRole("alert")).toContainText("There is a group “later”");
  await page.keyboard.press("Escape");

  await chooseRow(page, 1);
  await page.keyboard.press("Control+b");
  await parts.basket(page).getByRole("button", { name: "Add to group…" }).click();
  await dialog(page, "Add to group").getByRole("radio", { name: "later" }).check();
  expect(
    (await new AxeBuilder({ page }).setLegacyMode(true).include("[role=dialog]").analyze()).violations,
  ).toEqual([]);
  await dialog(page, "Add to group").getByRole("button", { name: "Add", exact: true }).click();
  await expect(group(page, "later 1")).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("Remove from group");
  await page.keyboard.press("Enter");
  await dialog(page, "Remove from group").getByRole("checkbox", { name: "later" }).check();
  await dialog(page, "Remove from group").getByRole("button", { name: "Remove" }).click();
  await expect(group(page, "later 0")).toBeVisible();
});

test("label, description, an extra and a comment are edited by keyboard, kept, and taken back", async ({}, info) => {
  const app = await launch(info);
  const page = await app.firstWindow();
  await openLibrary(page);
  const node = parts.node(page);
  await chooseRow(page, 1);
  await page.keyboard.press("F2");
  await expect(node.getByRole("textbox", { name: "Label" })).toBeFocused();
  await node.getByRole("textbox", { name: "Label" }).fill("x".repeat(300));
  await page.keyboard.press("Enter");
  await expect(node.getByRole("alert")).toContainText("at most 255 characters");
  await node.getByRole("textbox", { name: "Label" }).fill("my label");
  await page.keyboard.press("Enter");
  await expect(node.getByRole("button", { name: "Edit label" })).toBeFocused();
  await expect(node.getByText("my label", { exact: true }).first()).toBeVisible();
  await expect(parts.table(page).getByRole("row", { name: /my label/ })).toBeVisible();

  await node.getByRole("button", { name: "Edit description" }).click();
  await node.getByRole("textbox", { name: "Description" }).fill("not kept");
  await page.keyboard.press("Escape");
  await expect(node.getByText("not kept")).toHaveCount(0);
  await node.getByRole("button", { name: "Edit description" }).click();
  await node.getByRole("textbox", { name: "Description" }).fill("first line\nsecond line");
  await page.keyboard.press("Control+Enter");
  await expect(
    node.getByText("first line second line").or(node.getByText("first line\nsecond line")),
  ).toBeVisible();

  await node.getByRole("tab", { name: "Extras" }).click();
  await node.getByRole("button", { name: "Add extra…" }).click();
  await node.getByRole("textbox", { name: "Key" }).fill("tags");
  await node.getByRole("textbox", { name: "Value, as JSON" }).fill('["a", 10.0,');
  await page.keyboard.press("Control+Enter");
  await expect(node.getByRole("alert")).toContainText("line 1, column 12");
  await node.getByRole("textbox", { name: "Value, as JSON" }).fill('["a", 10.0]');
  await node.getByRole("button", { name: "Save" }).click();
  await node.getByRole("treeitem", { name: /tags/ }).click();
  await page.keyboard.press("ArrowRight");
  await expect(node.getByText("10.0", { exact: true })).toBeVisible();
  await node.getByRole("button", { name: "Edit extra…" }).click();
  await node.getByRole("textbox", { name: "Key" }).fill("marks");
  await page.keyboard.press("Control+Enter");
  await expect(node.getByRole("treeitem", { name: /marks/ })).toBeVisible();

  await node.getByRole("tab", { name: "Comments" }).click();
  await node.getByRole("button", { name: "Add comment…" }).click();
  await node.getByRole("textbox", { name: "New comment" }).fill("looks <b>right</b>");
  await page.keyboard.press("Control+Enter");
  await expect(node.getByText("looks <b>right</b>")).toBeVisible();
  await node.getByRole("button", { name: "Edit comment of aiida@localhost" }).click();
  await node.getByRole("textbox", { name: "Comment" }).fill("looks wrong");
  await node.getByRole("button", { name: "Save" }).click();
  await expect(node.getByText("looks wrong")).toBeVisible();
  expect(
    (await new AxeBuilder({ page }).setLegacyMode(true).include(".node-panel").analyze()).violations,
  ).toEqual([]);
  await node.getByRole("button", { name: "Delete comment of aiida@localhost" }).click();
  await expect(node.getByText("looks wrong")).toHaveCount(0);
  await undo(page, "delete comment");
  await expect(node.getByText("looks wrong")).toBeVisible();

  const { rows } = (await stemmaJson("nodes", store(info), "--label", "my label")) as {
    rows: { uuid: string }[];
  };
  const [row] = rows as [{ uuid: string }];
  await app.close();
  const again = await launch(info);
  const fresh = await again.firstWindow();
  await expect(fresh.getByRole("main")).toBeVisible();
  await fresh.keyboard.press("Control+l");
  await expect(parts.summary(fresh)).toContainText("31 nodes");
  await fresh.keyboard.press("Control+f");
  await parts.search(fresh).fill(row.uuid);
  await fresh.keyboard.press("Enter");
  await expect(parts.node(fresh).getByText("my label", { exact: true }).first()).toBeVisible();
  const shown = (await stemmaJson("show", store(info), row.uuid)) as {
    description: string;
    extras: Record<string, unknown>;
    comments: { content: string }[];
  };
  expect(shown.description).toBe("first line\nsecond line");
  expect(shown.extras.marks).toEqual(["a", 10]);
  expect(shown.comments.map(({ content }) => content)).toContain("looks wrong");
  await again.close();
});

test("a group that somebody else deletes leaves the basket", async ({ page }, info) => {
  await openLibrary(page);
  await parts.filters(page).getByRole("button", { name: "New group…" }).click();
  await dialog(page, "New group").getByRole("textbox", { name: "Label" }).fill("short-lived");
  await page.keyboard.press("Enter");
  await parts.filters(page).getByRole("button", { name: "Add group short-lived to basket" }).click();
  await expect(parts.basket(page)).toContainText("1 group with all members");
  await undo(page, "add group to basket");
  await page.keyboard.press("Control+y");
  await expect(parts.basket(page)).toContainText("1 group with all members");
  await stemmaJson("group", "delete", "short-lived", "--store", store(info));
  await expect(parts.basket(page)).not.toContainText("1 group with all members");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("leaving the field of a name saves it; a comment that was begun waits for its node", async ({
  page,
}) => {
  await openLibrary(page);
  const node = parts.node(page);
  await chooseRow(page, 1);
  await page.keyboard.press("F2");
  await node.getByRole("textbox", { name: "Label" }).fill("by leaving");
  await chooseRow(page, 2);
  await expect(parts.table(page).getByRole("row", { name: /by leaving/ })).toBeVisible();
  await expect(parts.table(page)).toBeFocused();

  await node.getByRole("tab", { name: "Comments" }).click();
  await node.getByRole("button", { name: "Add comment…" }).click();
  await node.getByRole("textbox", { name: "New comment" }).fill("half a");
  await chooseRow(page, 3);
  await node.getByRole("button", { name: "Add comment…" }).click();
  await expect(node.getByRole("textbox", { name: "New comment" })).toHaveValue("");
  await chooseRow(page, 2);
  await node.getByRole("button", { name: "Add comment…" }).click();
  await expect(node.getByRole("textbox", { name: "New comment" })).toHaveValue("half a");
});

test("what somebody else changed since is not undone, and it is said", async ({ page }, info) => {
  await openLibrary(page);
  await chooseRow(page, 1);
  await page.keyboard.press("F2");
  await parts.node(page).getByRole("textbox", { name: "Label" }).fill("mine");
  await page.keyboard.press("Enter");
  await expect(parts.node(page).getByRole("button", { name: "Edit label" })).toBeFocused();
  const { rows } = (await stemmaJson("nodes", store(info), "--label", "mine")) as {
    rows: { uuid: string }[];
  };
  await stemmaJson("node", "label", rows[0]!.uuid, "-l", "theirs", "--store", store(info));
  await page.keyboard.press("Control+z");
  await expect(page.getByText(/was changed by somebody else since/)).toBeVisible();
  const after = (await stemmaJson("nodes", store(info), "--label", "theirs")) as { rows: unknown[] };
  expect(after.rows).toHaveLength(1);
});

test.describe("an archive", () => {
  test.use({ files: ["generated_main_0001_rich.aiida"] });
  test("offers none of it", async ({ page }) => {
    await chooseRow(page, 1);
    const node = parts.node(page);
    for (const name of ["Edit label", "Edit description", "Add to group…"])
      await expect(page.getByRole("button", { name })).toHaveCount(0);
    await expect(parts.filters(page).getByRole("button", { name: "New group…" })).toHaveCount(0);
    await node.getByRole("tab", { name: "Extras" }).click();
    await expect(node.getByRole("button", { name: "Add extra…" })).toHaveCount(0);
    await node.getByRole("tab", { name: "Comments" }).click();
    await expect(node.getByRole("button", { name: "Add comment…" })).toHaveCount(0);
    await parts.table(page).getByRole("row").nth(1).click({ button: "right" });
    await expect(page.getByRole("menuitem", { name: "Copy UUID" })).toBeVisible();
    await expect(page.getByRole("menuitem", { name: "Add to group…" })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("F2");
    await expect(page.getByText(/only the library can be changed/)).toBeVisible();
  });
});
