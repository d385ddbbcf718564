import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import type { TestInfo } from "@playwright/test";
import { craftZip } from "../electron/archive/testing/craft-zip.ts";
import { makeArchive } from "../electron/db/testing/make-archive.ts";
import { withEndlessTable } from "../electron/db/testing/endless-table.ts";
import { expect, fixture, launch, parts, setSettings, test } from "./support/app.ts";

// What no check of a file foresaw: reading it gets stuck, or takes memory without end.

/** More than is followed page by page before SQLite reads it; only a raised limit lets so small a file unpack to it. */
const NOT_FOLLOWED_BYTES = 161 * 1024 * 1024;
const RAISED_RATIO = 10_000;

/** An archive whose links can never be counted. */
function endlessArchive(info: TestInfo): string {
  fs.mkdirSync(info.outputPath(), { recursive: true });
  const source = makeArchive({ nodes: [{}, {}], links: [[1, 2, "create", "result"]] });
  const endless = withEndlessTable(source.db, "db_dblink", 8, info.outputPath("endless.sqlite3"));
  const bytes = Buffer.concat([endless, Buffer.alloc(NOT_FOLLOWED_BYTES)]);
  bytes.writeUInt32BE(bytes.length / bytes.readUInt16BE(16), 28); // as many pages as the header names
  const file = info.outputPath("endless.aiida");
  fs.writeFileSync(
    file,
    craftZip([
      { name: "metadata.json", data: source.metadataText },
      { name: "db.sqlite3", data: bytes },
    ]),
  );
  return file;
}

async function engineIds(app: Awaited<ReturnType<typeof launch>>): Promise<number[]> {
  return app.evaluate(({ app: electron }) =>
    electron
      .getAppMetrics()
      .filter((metric) => metric.name === "Stemma engine")
      .map((metric) => metric.pid),
  );
}

test("a file whose reading never ends is refused, not read again and again; the window goes on", async ({}, info) => {
  setSettings(info, { limits: { STEMMA_MAX_SILENT_SECONDS: 1, STEMMA_MAX_RATIO: RAISED_RATIO } });
  const app = await launch(info, [endlessArchive(info), "qe-si-bands.aiida"]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await page.getByRole("tab", { name: "endless.aiida" }).click();
  const alert = page.getByRole("alert").filter({ hasText: "no sign of life" });
  await expect(alert).toBeVisible({ timeout: 30_000 });
  await alert.getByRole("button", { name: "Details" }).click();
  await expect(alert).toContainText("archive/limit");
  await expect(alert).toContainText("STEMMA_MAX_SILENT_SECONDS");
  await expect(alert.getByRole("button", { name: "Open settings" })).toBeVisible();
  await expect(alert.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect.poll(() => engineIds(app)).toHaveLength(1);
  await page.reload();
  await expect(alert).toBeVisible(); // still known after the page was loaded again
  await app.close();
});

test("an engine that stands still is ended, and the file opens when asked again", async ({}, info) => {
  setSettings(info, { limits: { STEMMA_MAX_SILENT_SECONDS: 1 } });
  const app = await launch(info, ["qe-si-bands.aiida"]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("69 nodes");
  const [engine] = await engineIds(app);
  process.kill(engine!, "SIGSTOP");
  const alert = page.getByRole("alert").filter({ hasText: "no sign of life" });
  await expect(alert).toBeVisible({ timeout: 30_000 });
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await app.close();
});

test("a file that takes more memory than it may is refused, and opens when the limit is raised", async ({}, info) => {
  setSettings(info, { limits: { STEMMA_MAX_MEMORY_BYTES: 20 * 1024 * 1024 } });
  const app = await launch(info, ["qe-failures.aiida"]);
  const page = await app.firstWindow();
  const alert = page.getByRole("alert").filter({ hasText: "more than 20 MiB of memory" });
  await expect(alert).toBeVisible();
  await alert.getByRole("button", { name: "Open settings" }).click();
  const settings = page.getByRole("dialog", { name: "Settings" });
  await settings.getByRole("button", { name: "Reset Memory for one archive" }).click();
  await page.keyboard.press("Escape");
  await expect(parts.summary(page)).toContainText("184 nodes");
  await app.close();
});

/** Run the built command; nothing it does may leave anything but the exit status behind. */
function stemma(
  info: TestInfo,
  words: string[],
  env: Record<string, string>,
): Promise<{ status: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(process.cwd(), "build/stemma.mjs"), ...words], {
      env: { ...process.env, STEMMA_CACHE: info.outputPath("cache"), ...env },
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, stdout, stderr }));
  });
}

test("the command ends by itself, with the error and status 1, and leaves nothing half written", async ({}, info) => {
  const file = endlessArchive(info);
  const stuck = await stemma(info, ["info", file, "--json"], {
    STEMMA_MAX_SILENT_SECONDS: "1",
    STEMMA_MAX_RATIO: String(RAISED_RATIO),
  });
  expect(stuck.status).toBe(1);
  expect(JSON.parse(stuck.stdout)).toMatchObject({
    error: { code: "archive/limit", details: { limit: "STEMMA_MAX_SILENT_SECONDS", value: 1 } },
  });
  expect(stuck.stderr).toMatch(/^stemma: archive\/limit: .* STEMMA_MAX_SILENT_SECONDS .*\n$/);

  const folder = info.outputPath("target");
  fs.mkdirSync(folder);
  const words = ["export", fixture("qe-failures.aiida"), path.join(folder, "out.aiida"), "--all", "--json"];
  const large = await stemma(info, words, {
    STEMMA_MAX_MEMORY_BYTES: "1000000",
    STEMMA_MAX_RATIO: "100", // watched from the first moment
  });
  expect(large.status).toBe(1);
  expect(large.stderr).toContain("STEMMA_MAX_MEMORY_BYTES");
  expect(fs.readdirSync(folder)).toEqual([]);
});
