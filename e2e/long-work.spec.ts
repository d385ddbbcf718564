import fs from "node:fs";
import path from "node:path";
import { generateArchive } from "../bench/generate.ts";
import { expect, launch, parts, startExport, stemmaJson, test } from "./support/app.ts";

// An export long enough to be stopped: what was begun leaves nothing, and quitting asks first.

const folder = path.join(process.cwd(), "test-results/long-work");
const archive = path.join(folder, "campaign.aiida");

test.beforeAll(async () => {
  test.setTimeout(180_000); // writing it takes seconds, on a busy machine many
  fs.mkdirSync(folder, { recursive: true });
  await generateArchive(archive, 60_000);
});

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
