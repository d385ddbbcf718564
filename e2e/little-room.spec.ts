import fs from "node:fs";
import type { Locator } from "@playwright/test";
import { writeArchive } from "../electron/db/testing/make-archive.ts";
import { expect, launch, parts, test } from "./support/app.ts";

// What is very long, or very many, leaves room for the rest and is reached all the same.

async function heightOf(element: Locator): Promise<number> {
  return (await element.boundingBox())!.height;
}

test("an e-mail address of thousands of characters scrolls in its place", async ({}, info) => {
  fs.mkdirSync(info.outputPath(), { recursive: true });
  const email = `${"someone.".repeat(625)}@example.org`;
  const contents = { users: [{ email }], nodes: [{ label: "only one" }] };
  const file = writeArchive(info.outputPath("long.aiida"), contents);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("1 node");
  await parts
    .table(page)
    .getByRole("row", { name: /only one/ })
    .click();
  const address = parts.node(page).getByRole("definition").filter({ hasText: "someone.someone." });
  await expect(address).toHaveText(/@example\.org$/);
  expect(await heightOf(address)).toBeLessThan(200);
  await address.focus();
  await expect(address).toBeFocused(); // the arrow keys scroll it

  await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  const leaving = dialog.getByRole("definition").filter({ hasText: "someone.someone." });
  await expect(leaving).toBeVisible();
  expect(await heightOf(leaving)).toBeLessThan(200);
  await app.close();
});

test("five downloads that fail leave the window to be worked in, and each can be read", async ({}, info) => {
  const app = await launch(info, []);
  const page = await app.firstWindow();
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("import from address");
  await page.keyboard.press("Enter");
  const addresses = [1, 2, 3, 4, 5].map((port) => `http://127.0.0.1:${port}/silicon.aiida`);
  await page
    .getByRole("dialog", { name: "Import from address" })
    .getByRole("textbox", { name: "Address" })
    .fill(addresses.join(" "));
  await page.keyboard.press("Enter");
  const alerts = page.getByRole("alert");
  await expect(alerts).toHaveCount(5);
  const list = alerts.first().locator("xpath=../..");
  const window = await page.evaluate(() => innerHeight);
  expect(await heightOf(list)).toBeLessThan(window / 2);
  await expect(alerts.last()).toBeInViewport({ ratio: 1 });
  await alerts.first().getByRole("button", { name: "Try again" }).focus();
  await expect(alerts.first()).toBeInViewport({ ratio: 1 });
  await page.getByRole("button", { name: "Clear all" }).click();
  await expect(alerts).toHaveCount(0);
  await app.close();
});

test("the list of keys has the ring of the focus around it, also in large text", async ({}, info) => {
  const app = await launch(info, []);
  const page = await app.firstWindow();
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.setZoomFactor(2));
  await page.keyboard.press("F1");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await page.keyboard.press("Tab");
  const list = dialog.getByRole("group", { name: "Shortcuts" });
  await expect(list).toBeFocused();
  await expect(list).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("End");
  await expect(dialog.getByText("Every other action is in the command palette")).toBeInViewport();
  await app.close();
});
