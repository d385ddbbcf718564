import type { Locator } from "playwright";
import { answerOpenDialog, fixture, parts } from "./support/app.ts";
import { expect, filledLibrary, openLibrary } from "./support/library.ts";

const test = filledLibrary(["qe-si-bands.aiida"].map(fixture));

test("a window of 900 by 600 keeps the options of an import in sight, and the tools of the table in two lines", async ({
  app,
  page,
}) => {
  await openLibrary(page);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  const button = page.getByRole("button", { name: "Add selected to basket", exact: true });
  await expect(button).toBeVisible();
  const lines = async () => {
    const tools = await page.locator(".table-tools").boundingBox();
    const one = await button.boundingBox();
    return (tools?.height ?? 0) / (one?.height ?? 1);
  };
  await expect.poll(lines).toBeLessThan(2.5);
  for (const at of [2, 7]) {
    const row = parts.table(page).getByRole("row").nth(at);
    await row.click();
    await expect(row).toHaveAttribute("aria-selected", "true");
  }

  await answerOpenDialog(app, ["qe-si-bands.aiida", "qe-failures.aiida", "qe-si-eos.aiida"].map(fixture));
  await page.getByRole("button", { name: "Import…", exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: "Import into library" });
  await expect(dialog.getByRole("button", { name: "Import", exact: true })).toBeEnabled();
  const options = [
    dialog.getByRole("combobox", { name: "Extras of nodes that are there" }),
    dialog.getByRole("checkbox", { name: "Take over how users reach computers" }),
  ];
  for (const option of options) await expect(option).toBeInViewport({ ratio: 1 });
  await dialog.getByRole("heading", { name: "qe-si-eos.aiida" }).scrollIntoViewIfNeeded();
  for (const option of options) await expect(option).toBeInViewport({ ratio: 1 });
});

test("in a narrow window the legend opens by a button, and the result of an import leaves the graph in sight", async ({
  app,
  page,
}) => {
  await openLibrary(page);
  const legend = parts.graph(page).getByRole("list", { name: "Legend" });
  const toggle = parts.graph(page).getByRole("button", { name: "Legend" });
  await expect(legend).toBeVisible();
  await expect(toggle).toBeHidden();

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(900, 600));
  await expect(legend).toBeHidden();
  await toggle.click();
  await expect(legend).toContainText("workflow");
  await toggle.press("Enter");
  await expect(legend).toBeHidden();

  await answerOpenDialog(app, [fixture("qe-failures.aiida")]);
  await page.getByRole("button", { name: "Import…", exact: true }).first().click();
  const dialog = page.getByRole("dialog", { name: "Import into library" });
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  const notice = page.locator(".notice");
  await expect(notice).toContainText("new nodes imported");
  const middle = page.locator("#middle");
  expect((await edges(notice)).left).toBeGreaterThanOrEqual((await edges(middle)).left);
  expect((await edges(notice)).right).toBeLessThanOrEqual((await edges(middle)).right);
  expect((await edges(notice)).top).toBeGreaterThanOrEqual((await edges(parts.canvas(page))).bottom - 40);
});

async function edges(of: Locator): Promise<{ left: number; right: number; top: number; bottom: number }> {
  return of.evaluate((element) => element.getBoundingClientRect());
}
