import fs from "node:fs";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { generateArchive } from "../bench/generate.ts";
import { answerSaveDialog, expect, launch, parts, stemmaJson, test } from "./support/app.ts";

// An export long enough to be stopped: what was begun leaves nothing, and quitting asks first.

const folder = path.join(process.cwd(), "test-results/long-work");
const archive = path.join(folder, "campaign.aiida");

test.beforeAll(async () => {
  test.setTimeout(180_000); // writing it takes seconds, on a busy machine many
  fs.mkdirSync(folder, { recursive: true });
  await generateArchive(archive, 60_000);
});

async function startExport(app: ElectronApplication, page: Page, target: string): Promise<void> {
  await expect(parts.summary(page)).toContainText(/\d nodes/);
  await answerSaveDialog(app, target);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("whole archive");
  await page.keyboard.press("Enter");
  await expect(parts.basket(page).getByRole("button", { name: "Export…" })).toBeEnabled();
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export archive" });
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog.getByRole("progressbar")).toBeVisible();
}

test("a large archive opens on its top-level processes and says so", async ({}, info) => {
  const app = await launch(info, [archive]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText(/\d+ of [\d,]+ nodes shown/);
  const { counts } = (await stemmaJson("info", archive)) as { counts: { nodes: number } };
  await expect(parts.summary(page)).toContainText(counts.nodes.toLocaleString("en"));
  await expect(parts.graph(page).getByRole("button", { name: /show/i }).first()).toBeVisible();
  await app.close();
});

test("a cancelled export leaves nothing", async ({}, info) => {
  const app = await launch(info, [archive]);
  const page = await app.firstWindow();
  const target = info.outputPath("out/cancelled.aiida");
  fs.mkdirSync(path.dirname(target));
  await startExport(app, page, target);
  await page.getByRole("dialog", { name: "Export archive" }).getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("dialog", { name: "Export archive" })).toContainText("Export cancelled");
  await expect.poll(() => fs.readdirSync(path.dirname(target))).toEqual([]);
  await app.close();
});

test("quitting while an export is written asks, and an agreed quit leaves nothing", async ({}, info) => {
  const app = await launch(info, [archive]);
  const page = await app.firstWindow();
  const target = info.outputPath("out/quit.aiida");
  fs.mkdirSync(path.dirname(target));
  await app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    (globalThis as unknown as { asked: string[] }).asked = asked;
    dialog.showMessageBox = async (_window: unknown, options?: Electron.MessageBoxOptions) => {
      asked.push(options?.message ?? "");
      return { response: asked.length === 1 ? 0 : 1, checkboxChecked: false }; // keep working, then quit
    };
  });
  await startExport(app, page, target);
  const quit = () => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await quit();
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  await expect.poll(asked).toHaveLength(1);
  expect((await asked())[0]).toContain("quit.aiida");
  const closed = app.waitForEvent("close");
  await quit();
  await closed;
  expect(fs.readdirSync(path.dirname(target))).toEqual([]);
});
