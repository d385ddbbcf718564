import { AxeBuilder } from "@axe-core/playwright";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import type { Page } from "playwright";
import { launch } from "./support/app.ts";
import { expect, filledLibrary, fixture, openLibrary, parts, stemmaJson } from "./support/library.ts";

const ADD = fixture("arithmetic.add.aiida");
const FAILURES = fixture("qe-failures.aiida"); // 184 nodes

const test = filledLibrary([ADD]);

const dialog = (page: Page) => page.getByRole("dialog", { name: "Maintain library" });

async function ask(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("maintain library");
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeVisible();
}

/** Contents that no node names, two hours old. */
function plantOrphan(store: string): string {
  const bytes = "nobody names me ".repeat(1000);
  const key = createHash("sha256").update(bytes).digest("hex");
  const file = path.join(store, "container/loose", key.slice(0, 2), key.slice(2));
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, bytes);
  const time = Date.now() / 1000 - 2 * 60 * 60;
  fs.utimesSync(file, time, time);
  return file;
}

const loose = (store: string) =>
  fs
    .readdirSync(path.join(store, "container/loose"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());

test("the library is maintained, after it was said what that does", async ({ page }, info) => {
  const store = info.outputPath("profile/library");
  await openLibrary(page);
  const orphan = plantOrphan(store);
  const files = loose(store).length - 1;
  expect(files).toBeGreaterThan(3);
  await ask(page);
  await expect(dialog(page).getByRole("status", { name: "What would be done" })).toContainText(
    "1 file, 16 kB",
  );
  await expect(dialog(page)).toContainText(`${files} files`);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include("[role=dialog]").analyze();
  expect(violations).toEqual([]);
  await dialog(page).getByRole("checkbox", { name: /^Full/ }).check();
  await expect(dialog(page)).toContainText("Packs written anew");
  await dialog(page).getByRole("checkbox", { name: /^Full/ }).uncheck();
  await dialog(page).getByRole("button", { name: "Maintain", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText(`${files} files packed, 1 file removed, 16 kB freed.`).first()).toBeVisible();
  expect(fs.existsSync(orphan)).toBe(false);
  expect(loose(store)).toEqual([]);
  expect(await stemmaJson("store", "verify", store)).toMatchObject({ ok: true });

  await ask(page);
  await expect(dialog(page)).toContainText("none");
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(dialog(page)).toBeHidden();
});

test("the command imports and maintains while a window has the library open, and leaves it as AiiDA has it", async ({
  app,
  page,
}, info) => {
  const store = info.outputPath("profile/library");
  await openLibrary(page);
  const [imported] = (await stemmaJson("import", FAILURES, "--store", store)) as { new: { nodes: number } }[];
  expect(imported?.new.nodes).toBe(184);
  await expect(parts.summary(page)).toContainText(/19\d nodes/);
  expect(await stemmaJson("store", "maintain", store)).toMatchObject({ damagedCount: 0 });
  await app.close();
  const header = fs.readFileSync(path.join(store, "database.sqlite")).subarray(18, 20);
  expect([...header]).toEqual([1, 1]); // rollback journal
  expect(fs.readdirSync(store).filter((name) => name.startsWith("database.sqlite-"))).toEqual([]);
});

test("a window that is killed leaves the library whole, and the next one shows it", async ({
  app,
  page,
}, info) => {
  const store = info.outputPath("profile/library");
  await openLibrary(page);
  const pids = await app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  for (const pid of pids) process.kill(pid, "SIGKILL");
  expect(await stemmaJson("store", "verify", store)).toMatchObject({ ok: true });
  const again = await launch(info, []);
  try {
    const next = await again.firstWindow();
    await expect(parts.tabs(next).getByRole("tab", { name: "Library" })).toBeVisible(); // of the session
    await expect(parts.summary(next)).toContainText(/\d nodes/);
  } finally {
    await again.close();
  }
});
