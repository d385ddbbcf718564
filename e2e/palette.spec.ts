import type { ElectronApplication, Page } from "playwright";
import { answerOpenDialog, answerSaveDialog, expect, parts, test } from "./support/app.ts";

test.use({ files: ["qe-si-bands.aiida"] });

/** Commands that a loop cannot run one after another, with why. */
const SKIPPED: Record<string, string> = {
  quit: "ends the app",
  "close-window": "ends the window",
  minimize: "hides the window",
  "full-screen": "the test's display has no window manager",
  "new-window": "opens another page; has its own test",
  "move-tab": "takes the tab out of this window",
  "close-tab": "leaves nothing to do the others with",
  "show-source": "opens the system's file manager",
  "check-updates": "asks a server",
  "reload-source": "everything is read anew; has its own test",
  "open-library": "puts another tab in front; has its own test",
  "import-source": "puts another tab in front; has its own test",
  "import-selection": "puts another tab in front; has its own test",
  tour: "covers the window; has its own test",
};

/** Commands that this archive, or this moment, has no use for. */
const NOT_HERE: Record<string, string> = {
  "cancel-jobs": "nothing is being written",
  "show-jobs": "depends on what ran before",
  "save-as-current-version": "the file has the current version",
  "show-losses": "nothing is lost",
  "show-remarks": "the file is in order",
  "locate-source": "the file is where it was",
  "keep-as-read": "the file did not change",
  "close-other-tabs": "there is one tab",
  "close-tabs-right": "there is one tab",
  "next-tab": "there is one tab",
  "previous-tab": "there is one tab",
  "tab-left": "there is one tab",
  "tab-right": "there is one tab",
  "file-image": "the file is a text",
  "file-next": "the file is short",
  "file-previous": "the file is short",
  "file-last": "the file is short",
  redo: "nothing was undone",
  forward: "nothing was gone back",
  "clear-filters": "no filter is set",
  "links-all": "all are shown",
  "rules-default": "they are",
  "dismiss-notices": "they leave by themselves",
  "basket-remove": "depends on what ran before",
  "basket-remove-groups": "depends on what ran before",
  "find-next": "nothing is searched for",
  "find-previous": "nothing is searched for",
  "copy-log": "depends on the node",
  "allow-changes": "the file is no profile",
  "maintain-library": "archives are not maintained",
  "edit-label": "archives are never changed",
  "edit-description": "archives are never changed",
  "extra-add": "archives are never changed",
  "comment-add": "archives are never changed",
  "group-new": "archives are never changed",
  "group-add": "archives are never changed",
  "group-remove": "archives are never changed",
  "delete-nodes": "archives are never changed",
  "delete-basket": "archives are never changed",
  "import-history": "nothing is imported into archives",
};

const palette = (page: Page) => page.getByRole("dialog", { name: "Command palette" });
const field = (page: Page) => page.getByRole("combobox", { name: "Find a command" });

async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await field(page).fill(text);
  await field(page).press("Enter");
  await expect(palette(page)).toHaveCount(0);
}

/** What stands in the menu bar now. */
function commandsOf(app: ElectronApplication): Promise<string[]> {
  return app.evaluate(({ Menu }) => {
    const idsOf = (menu: Electron.Menu | null | undefined): string[] =>
      (menu?.items ?? []).flatMap((item) => [...(item.id ? [item.id] : []), ...idsOf(item.submenu)]);
    return idsOf(Menu.getApplicationMenu()).filter((id) => !/^(recent|window|command)-?\d/.test(id));
  });
}

/** Run a command by its item, if that is enabled. */
function runItem(app: ElectronApplication, id: string): Promise<boolean> {
  return app.evaluate(({ Menu }, id) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(id);
    if (!item?.enabled) return false;
    item.click();
    return true;
  }, id);
}

/** The same, once the menu bar has heard what was done just now. */
async function runsSoon(app: ElectronApplication, id: string): Promise<boolean> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await runItem(app, id)) return true;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return false;
}

async function closeDialogs(page: Page): Promise<void> {
  for (let open = 0; open < 3 && (await page.getByRole("dialog").count()) > 0; open++) {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
}

test("every command that is possible runs without an error", async ({ app, page }) => {
  test.slow();
  await answerOpenDialog(app, []);
  await answerSaveDialog(app, "");
  const node = parts.node(page);
  /** A calculation is chosen and in the basket, with what the command needs in the inspector. */
  const prepare = async (id: string) => {
    await expect.poll(() => runItem(app, "view-split")).toBe(true); // a tab that was reopened has its basket again
    await runItem(app, "basket-clear");
    await runItem(app, "show-everything");
    await parts
      .outline(page)
      .getByRole("treeitem", { name: /PwCalculation/ })
      .first()
      .click();
    await expect.poll(() => runItem(app, "basket-add")).toBe(true);
    await expect(parts.basket(page)).toContainText("1 chosen");
    if (/file/.test(id)) {
      await node.getByRole("tab", { name: "Files" }).click();
      const file = node.getByRole("treeitem", { name: /aiida\.in/ });
      if (await file.count()) await file.first().click();
    } else if (/value|json|find-/.test(id)) {
      await node.getByRole("tab", { name: "Attributes" }).click();
      await node.getByRole("treeitem").first().click();
    } else if (id === "copy-log") await node.getByRole("tab", { name: "Log" }).click();
  };
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  await prepare("");
  const commands = await commandsOf(app);
  expect(commands.length).toBeGreaterThan(150);
  const left: string[] = [];
  for (const id of commands) {
    if (id in SKIPPED) continue;
    if (!(await runItem(app, id))) {
      await prepare(id);
      if (!(await runsSoon(app, id))) left.push(id);
    }
    await page.waitForTimeout(30); // let the command reach the page and draw
    await closeDialogs(page);
    await expect(page.getByRole("alert"), id).toHaveCount(0);
  }
  expect(left.filter((id) => !(id in NOT_HERE))).toEqual([]);
  await runItem(app, "view-split");
  await expect(parts.canvas(page)).toBeVisible();
});

test("what is typed finds commands, what was used last stands first, keys walk the list", async ({
  page,
}) => {
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  await choose(page, "theme dark");
  await page.keyboard.press("Control+k");
  const options = page.getByRole("listbox", { name: "Commands" }).getByRole("option");
  await expect(options.first()).toContainText("Theme: dark ✓ on");
  await page.keyboard.press("End");
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Home");
  await expect(options.first()).toHaveAttribute("aria-selected", "true");
  await field(page).fill("expand");
  const off = options.filter({ hasText: "Expand inputs" });
  await expect(off).toHaveAttribute("aria-disabled", "true");
  await expect(off).toContainText("choose a node first");
  await page.keyboard.press("Escape");
  await expect(palette(page)).toHaveCount(0);
});

test("goes to a node by a search, and shows the key of what it offers", async ({ page }) => {
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  await page.keyboard.press("Control+k");
  await field(page).fill("Add to basket");
  await expect(page.getByRole("option", { name: /Add to basket/ }).first()).toContainText("Ctrl+B");
  await field(page).fill("fundamental_gap");
  await page.getByRole("option", { name: /Search nodes for “fundamental_gap”/ }).click();
  await expect(parts.search(page)).toHaveValue("fundamental_gap");
  await expect(parts.search(page)).toBeFocused();
  await expect(page.getByRole("option", { name: /fundamental_gap/ }).first()).toBeVisible();
});

test("without an archive it offers what needs none", async ({ page }) => {
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  await page.keyboard.press("Control+w");
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await field(page).fill("fit");
  await expect(page.getByRole("option", { name: /Fit/ }).first()).toContainText("open an archive first");
  await field(page).fill("open qe-si");
  await page.getByRole("option", { name: /Open qe-si-bands\.aiida/ }).click();
  await expect(parts.tabs(page).getByRole("tab")).toHaveText("qe-si-bands.aiida");
});

test("the page of shortcuts lists every key and is searched", async ({ page }) => {
  await expect(parts.outline(page).getByRole("treeitem").first()).toBeVisible();
  await page.keyboard.press("F1");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog.getByRole("definition").filter({ hasText: /^Undo$/ })).toHaveCount(1);
  await dialog.getByRole("searchbox", { name: "Find a shortcut" }).fill("failed");
  await expect(dialog.getByText("Next failed process")).toBeVisible();
  await expect(dialog.getByText("F8", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Export…")).toHaveCount(0);
});
