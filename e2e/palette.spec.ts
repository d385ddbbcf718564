import type { Page } from "playwright";
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
  tour: "covers the window; has its own test",
};

const palette = (page: Page) => page.getByRole("dialog", { name: "Command palette" });
const field = (page: Page) => page.getByRole("combobox", { name: "Find a command" });

async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await field(page).fill(text);
  await field(page).press("Enter");
  await expect(palette(page)).toHaveCount(0);
}

test("every command that is possible runs without an error", async ({ app, page }) => {
  test.slow();
  await answerOpenDialog(app, []);
  await answerSaveDialog(app, "");
  const items = parts.outline(page).getByRole("treeitem");
  await items.first().click();
  await parts.node(page).getByRole("button", { name: "Add to basket", exact: true }).click();
  await expect(parts.basket(page)).toContainText("1 chosen");
  const commands = await app.evaluate(({ Menu }) => {
    const all: { id: string; enabled: boolean }[] = [];
    const walk = (menu: Electron.Menu | null | undefined): void => {
      for (const item of menu?.items ?? []) {
        if (item.id && !/^(recent|window)-\d/.test(item.id)) all.push({ id: item.id, enabled: item.enabled });
        walk(item.submenu);
      }
    };
    walk(Menu.getApplicationMenu());
    return all;
  });
  expect(commands.length).toBeGreaterThan(120);
  const run: string[] = [];
  for (const { id } of commands) {
    if (id in SKIPPED) continue;
    const did = await app.evaluate(({ Menu }, id) => {
      const item = Menu.getApplicationMenu()?.getMenuItemById(id);
      if (!item?.enabled) return false;
      item.click();
      return true;
    }, id);
    if (!did) continue;
    run.push(id);
    await page.waitForTimeout(30); // let the command reach the page and draw
    for (let open = 0; open < 3 && (await page.getByRole("dialog").count()) > 0; open++) {
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
    }
    await expect(page.getByRole("alert"), id).toHaveCount(0);
    if (!["settings", "view-table"].includes(id)) continue;
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById("view-split")?.click());
  }
  expect(run.length).toBeGreaterThan(100);
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
