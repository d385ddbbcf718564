import type { ElectronApplication, Page } from "playwright";
import { expect, fixture, parts, test } from "./support/app.ts";

interface Item {
  enabled: boolean;
  checked: boolean;
  label: string;
}

/** An item of the menu bar by the id of its command. */
function item(app: ElectronApplication, id: string): Promise<Item | null> {
  return app.evaluate(({ Menu }, id) => {
    const found = Menu.getApplicationMenu()?.getMenuItemById(id);
    return found ? { enabled: found.enabled, checked: found.checked, label: found.label } : null;
  }, id);
}

async function click(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, id) => Menu.getApplicationMenu()?.getMenuItemById(id)?.click(), id);
}

const menu = (page: Page) => page.getByRole("menu");
const focusedItem = (page: Page) => page.locator("[role=menuitem]:focus, [role=menuitemcheckbox]:focus");

test("without an archive the menu bar offers what needs none", async ({ app, page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await expect.poll(() => item(app, "export")).toMatchObject({ enabled: false });
  for (const id of ["fit", "basket-add", "undo", "back", "find", "close-other-tabs", "tab-files"])
    expect(await item(app, id), id).toMatchObject({ enabled: false });
  for (const id of ["open", "open-sample", "new-window", "palette", "help", "quit", "theme-dark", "cut"])
    expect(await item(app, id), id).toMatchObject({ enabled: true });
  const labels = await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));
  expect(labels).toEqual(["File", "Edit", "View", "Graph", "Node", "Basket", "Window", "Help"]);
});

test.describe("with an archive", () => {
  test.use({ files: ["qe-failures.aiida"] });

  test("items follow what is chosen, and what is on", async ({ app, page }) => {
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await expect.poll(() => item(app, "fit")).toMatchObject({ enabled: true });
    expect(await item(app, "basket-add")).toMatchObject({ enabled: false });
    expect(await item(app, "view-split")).toMatchObject({ checked: true });
    await parts.outline(page).getByRole("treeitem").first().click();
    await expect.poll(() => item(app, "basket-add")).toMatchObject({ enabled: true });
    await click(app, "basket-add");
    await expect(parts.basket(page)).toContainText("1 chosen");
    await expect.poll(() => item(app, "undo")).toMatchObject({ label: "Undo add 1 node to basket" });
    await expect.poll(() => item(app, "rule-create-backward")).toMatchObject({ checked: true });
    await click(app, "rule-create-backward");
    await expect(parts.basket(page).getByRole("switch", { name: "create_backward" })).not.toBeChecked();
    await expect.poll(() => item(app, "rule-create-backward")).toMatchObject({ checked: false });
    await click(app, "view-table");
    await expect.poll(() => item(app, "view-table")).toMatchObject({ checked: true });
    await expect.poll(() => item(app, "fit")).toMatchObject({ enabled: false });
    await click(app, "provenance-data");
    await expect.poll(() => item(app, "provenance-data")).toMatchObject({ checked: true });
  });

  test("an open dialog leaves the menu bar only what belongs to the window", async ({ app, page }) => {
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await page.keyboard.press("Control+i");
    await expect(page.getByRole("dialog", { name: "About this archive" })).toBeVisible();
    await expect.poll(() => item(app, "close-tab")).toMatchObject({ enabled: false });
    expect(await item(app, "text-larger")).toMatchObject({ enabled: true });
    await page.keyboard.press("Escape");
    await expect.poll(() => item(app, "close-tab")).toMatchObject({ enabled: true });
  });

  test("recent files are listed and cleared, windows are listed", async ({ app, page }) => {
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await expect.poll(() => item(app, "recent-0")).toMatchObject({ label: "qe-failures.aiida" });
    await page.keyboard.press("Control+w");
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    await click(app, "recent-0");
    await expect(parts.tabs(page).getByRole("tab")).toHaveText("qe-failures.aiida");
    await click(app, "clear-recent");
    await expect.poll(() => item(app, "recent-0")).toBeNull();
    const windows = () =>
      app.evaluate(({ Menu }) => {
        const menu = Menu.getApplicationMenu()?.items.find(({ label }) => label === "Window")?.submenu;
        return menu?.items.filter(({ id }) => /^window-\d/.test(id ?? "")).map(({ label }) => label);
      });
    await expect.poll(windows).toEqual(["qe-failures.aiida — Stemma"]);
    await click(app, "new-window");
    await expect.poll(async () => (await windows())?.length).toBe(2);
  });

  test("Undo of the menu bar takes back the text of a field", async ({ app, page }) => {
    const search = parts.search(page);
    await search.pressSequentially("abc");
    await click(app, "undo");
    await expect(search).not.toHaveValue("abc");
  });

  test("rows have a menu by key, for all that are marked", async ({ page }) => {
    const rows = parts.table(page).getByRole("row");
    await rows.nth(1).click();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+F10");
    await expect(page.getByRole("menu", { name: "Row menu" })).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await expect(focusedItem(page)).toHaveText("Add to basket");
    await page.keyboard.press("c"); // letters go to what begins with them
    await expect(focusedItem(page)).toHaveText(/^C/);
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    await expect(menu(page)).toHaveCount(0);
    await expect(parts.table(page)).toBeFocused();
    await expect(parts.basket(page)).toContainText("2 chosen");
    await page.keyboard.press("ContextMenu");
    await expect(page.getByRole("menuitem", { name: "Remove from basket" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(menu(page)).toHaveCount(0);
    await expect(parts.table(page)).toBeFocused();
  });

  test("a right click on a row, a heading and the outline opens theirs", async ({ page }) => {
    await parts.table(page).getByRole("row").nth(3).click({ button: "right" });
    await expect(parts.table(page).getByRole("row", { selected: true })).toHaveCount(1);
    await page.getByRole("menuitem", { name: "Show ancestors" }).click();
    await expect(menu(page)).toHaveCount(0);
    await parts.table(page).getByRole("columnheader", { name: "Label" }).click({ button: "right" });
    await page.getByRole("menuitemcheckbox", { name: "Sort by Label, descending" }).click();
    await expect(parts.table(page).getByRole("columnheader", { name: "Label" })).toHaveAttribute(
      "aria-sort",
      "descending",
    );
    const first = parts.outline(page).getByRole("treeitem").first();
    const before = await parts.outline(page).getByRole("treeitem").count();
    await first.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Hide from the graph" }).click();
    await expect(parts.outline(page).getByRole("treeitem")).toHaveCount(before - 1);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(parts.outline(page).getByRole("treeitem")).toHaveCount(before);
  });

  test("the picture has a menu where no node is", async ({ page }) => {
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await parts.canvas(page).focus();
    await page.keyboard.press("Shift+F10");
    await page.getByRole("menuitemcheckbox", { name: "Provenance: data" }).click();
    await expect(page.getByRole("radio", { name: "Data" })).toBeChecked();
    await expect(parts.canvas(page)).toBeFocused();
  });

  test("groups, links, values and files have menus", async ({ app, page }) => {
    await parts
      .outline(page)
      .getByRole("treeitem", { name: /PwCalculation/ })
      .first()
      .click();
    const node = parts.node(page);
    await node.getByRole("tab", { name: "Links" }).click();
    await node
      .getByRole("list", { name: "incoming links" })
      .getByRole("button")
      .first()
      .click({ button: "right" });
    await page.getByRole("menuitem", { name: "Add to basket" }).click();
    await expect(parts.basket(page)).toContainText("1 chosen");
    await expect(node.getByRole("list", { name: "incoming links" })).toBeVisible(); // the node at hand stays

    await node.getByRole("tab", { name: "Attributes" }).click();
    await node.getByRole("treeitem").first().click({ button: "right" });
    await page.getByRole("menuitem", { name: "Copy path" }).click();
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toMatch(/^\w+$/);

    await node.getByRole("tab", { name: "Files" }).click();
    const file = node.getByRole("treeitem", { name: /aiida\.in/ }).first();
    await file.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Copy path" }).click();
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).not.toMatch(/^\s*$/);

    const type = parts.filters(page).getByRole("group", { name: "Type" }).getByRole("listitem").first();
    await type.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Only this value" }).click();
    await expect(type.getByRole("checkbox")).toBeChecked();
  });

  test("text fields can cut, copy and paste", async ({ app, page }) => {
    const search = parts.search(page);
    await search.fill("silicon");
    await search.press("Control+a");
    await search.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Cut" }).click();
    await expect(search).toHaveValue("");
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe("silicon");
    await search.click({ button: "right" });
    await page.getByRole("menuitem", { name: "Paste" }).click();
    await expect(search).toHaveValue("silicon");
  });
});

test("the menu of a text field in a dialog leaves the dialog open", async ({ app, page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await app.evaluate(({ clipboard }) => clipboard.writeText("theme dark"));
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Find a command" });
  await field.click({ button: "right" });
  await page.getByRole("menuitem", { name: "Paste" }).click();
  await expect(field).toHaveValue("theme dark");
  await expect(page.getByRole("option").first()).toContainText("Theme: dark");
});

test.describe("with two archives", () => {
  test.use({ files: ["qe-si-bands.aiida", "qe-failures.aiida"] });

  test("a tab has a menu by key and by mouse", async ({ app, page }) => {
    const tabs = parts.tabs(page).getByRole("tab");
    await expect(tabs).toHaveCount(2);
    await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
    await parts.tabs(page).getByRole("tab", { selected: true }).focus();
    await page.keyboard.press("Shift+F10");
    const tabMenu = page.getByRole("menu", { name: "Tab menu" });
    await expect(tabMenu).toBeVisible();
    await expect(page.getByRole("menuitem", { name: "Close to the right" })).toBeDisabled();
    await page.getByRole("menuitem", { name: "Copy path" }).click();
    await expect
      .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
      .toBe(fixture("qe-failures.aiida"));
    await tabs.first().click({ button: "right" });
    await page.getByRole("menuitem", { name: "Close others" }).click();
    await expect(tabs).toHaveText(["qe-si-bands.aiida"]);
  });
});
