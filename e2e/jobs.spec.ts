import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { generateArchive } from "../bench/generate.ts";
import { AxeBuilder } from "@axe-core/playwright";
import { answerOpenDialog, expect, fixture, launch, parts, stemmaJson, test } from "./support/app.ts";

// Long work on the library: a queue, how far it is, giving up, what stays listed, and files from addresses.

test.setTimeout(150_000); // axe walks the whole page, and archives of 60,000 nodes take their time on loaded cores

const BANDS = fixture("qe-si-bands.aiida"); // 69 nodes
const importDialog = (page: Page) => page.getByRole("dialog", { name: "Import into library" });
const jobs = (page: Page) => page.getByRole("region", { name: "Jobs" });

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
  );
}

async function importFiles(app: ElectronApplication, page: Page, files: string[]): Promise<void> {
  await answerOpenDialog(app, files);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  await confirmImport(page);
}

async function confirmImport(page: Page): Promise<void> {
  const button = importDialog(page).getByRole("button", { name: "Import", exact: true });
  await expect(button).toBeEnabled({ timeout: 30_000 });
  await button.click();
  await expect(importDialog(page)).toBeHidden();
}

test.describe("a queue of imports", () => {
  let campaign = "";
  test.beforeAll(async ({}, info) => {
    campaign = path.join(info.project.outputDir, "jobs-campaign.aiida");
    fs.mkdirSync(path.dirname(campaign), { recursive: true });
    await generateArchive(campaign, 60_000);
  });
  test.afterAll(() => fs.rmSync(campaign, { force: true }));

  test("runs one after the other; a cancelled one leaves nothing, and what came of each stays listed", async ({}, info) => {
    const app = await launch(info);
    const page = await app.firstWindow();
    await importFiles(app, page, [campaign, BANDS]);
    await expect(
      jobs(page).getByRole("progressbar", { name: "Importing jobs-campaign.aiida" }),
    ).toBeVisible();
    await expect(jobs(page)).toContainText("1 waiting: Importing qe-si-bands.aiida");
    await expect(jobs(page)).toContainText(/importing|reading|copying/);
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: info.outputPath(`queue-${scheme}.png`) });
    }
    await jobs(page)
      .getByRole("button", { name: /^All jobs/ })
      .click();
    await expect(jobs(page).getByRole("list", { name: "Waiting jobs" })).toContainText("qe-si-bands.aiida");
    await page.screenshot({ path: info.outputPath("panel.png") });
    await jobs(page)
      .getByRole("list", { name: "Running jobs" })
      .getByRole("button", { name: "Cancel job" })
      .click();
    const finished = jobs(page).getByRole("list", { name: "Finished jobs" });
    await expect(finished).toContainText("The library is as it was before this file.");
    await expect(finished).toContainText("69 new nodes");
    await expect(parts.summary(page)).toContainText("69 nodes");
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: info.outputPath(`finished-${scheme}.png`) });
      expect(await findings(page), scheme).toEqual([]);
    }
    await finished.getByRole("button", { name: "Show these nodes" }).click();
    await expect(parts.summary(page)).toContainText("69 nodes match");
    await page.keyboard.press("Control+w");
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    await expect(finished).toContainText("69 new nodes"); // also when the tab is closed
    await jobs(page).getByRole("button", { name: "Clear finished jobs" }).click();
    await expect(jobs(page)).toHaveText("Nothing is being written.");
    await app.close();
    const store = (await stemmaJson("info", info.outputPath("profile/library"))) as {
      counts: { nodes: number };
    };
    expect(store.counts.nodes).toBe(69);
  });

  test("when the importing process ends, its file says so and those behind it come", async ({}, info) => {
    const app = await launch(info);
    const page = await app.firstWindow();
    await importFiles(app, page, [campaign, BANDS]);
    await expect(jobs(page)).toContainText(/importing nodes/);
    const pids = await app.evaluate(({ app: electron }) =>
      electron
        .getAppMetrics()
        .filter((metric) => metric.name === "Stemma engine")
        .map((metric) => metric.pid),
    );
    process.kill(pids[0]!, "SIGKILL");
    await jobs(page)
      .getByRole("button", { name: /^All jobs/ })
      .click();
    const finished = jobs(page).getByRole("list", { name: "Finished jobs" });
    await expect(finished).toContainText("The process that was importing ended.");
    await expect(finished).toContainText("69 new nodes", { timeout: 30_000 });
    await expect(parts.summary(page)).toContainText("69 nodes");
    await finished.getByRole("button", { name: "Details" }).click();
    await expect(finished).toContainText("engine/crashed");
    await page.keyboard.press("Escape");
    await expect(jobs(page).getByRole("button", { name: /^All jobs/ })).toBeFocused();
    await app.close();
  });

  test("imports of two windows wait for each other", async ({}, info) => {
    const app = await launch(info);
    const page = await app.firstWindow();
    await importFiles(app, page, [campaign]);
    await expect(jobs(page)).toContainText(/importing nodes/);
    const opened = app.waitForEvent("window");
    await page.keyboard.press("Control+Shift+N");
    const other = await opened;
    await importFiles(app, other, [BANDS]);
    await expect(jobs(other)).toContainText("1 waiting: Importing qe-si-bands.aiida");
    await jobs(page).getByRole("button", { name: "Cancel job" }).click();
    await expect(jobs(other)).toContainText("69 new nodes");
    await expect(parts.summary(other)).toContainText("69 nodes");
    await expect(parts.summary(page)).toContainText("69 nodes"); // which did nothing itself
    await app.close();
  });

  test("quitting asks, and names what waits too", async ({}, info) => {
    const app = await launch(info);
    const page = await app.firstWindow();
    await app.evaluate(({ dialog }) => {
      const asked: string[] = [];
      (globalThis as unknown as { asked: string[] }).asked = asked;
      dialog.showMessageBox = async (_window: unknown, options?: Electron.MessageBoxOptions) => {
        asked.push(options?.detail ?? "");
        return { response: asked.length === 1 ? 0 : 1, checkboxChecked: false };
      };
    });
    await importFiles(app, page, [campaign, BANDS]);
    await expect(jobs(page)).toContainText("1 waiting: Importing qe-si-bands.aiida");
    const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
    await app.evaluate(({ app: electron }) => electron.quit());
    await expect.poll(asked).toHaveLength(1);
    expect((await asked())[0]).toContain("Importing jobs-campaign.aiida\nImporting qe-si-bands.aiida");
    const closed = app.waitForEvent("close");
    await app.evaluate(({ app: electron }) => electron.quit());
    await closed;
    const store = (await stemmaJson("info", info.outputPath("profile/library"))) as {
      counts: { nodes: number };
    };
    expect(store.counts.nodes).toBe(0);
  });
});

test.describe("addresses", () => {
  let server: http.Server;
  let origin = "";
  let isBroken = false;

  test.beforeAll(async () => {
    const bytes = fs.readFileSync(BANDS);
    server = http.createServer((request, response) => {
      if (request.url === "/page") return void response.end("<!doctype html><title>A page</title>");
      if (!request.url?.startsWith("/bands.aiida")) return void response.writeHead(404).end();
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
      response.writeHead(from > 0 ? 206 : 200, {
        etag: '"1"',
        "content-length": bytes.length - from,
        ...(from > 0 ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
      });
      if (isBroken && from === 0)
        return void response.write(bytes.subarray(0, 100_000), () => response.destroy());
      response.end(bytes.subarray(from));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  test.afterAll(() => void server.close());

  async function ask(page: Page, address: string): Promise<void> {
    await expect(page.getByRole("button", { name: "Import…", exact: true })).toBeVisible();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("import from address");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Import from address" });
    await dialog.getByRole("textbox", { name: "Address" }).fill(address);
    await page.keyboard.press("Enter");
  }

  test("a file is fetched from an address, also over a connection that breaks, and imported", async ({
    page,
  }, info) => {
    isBroken = true;
    await ask(page, `${origin}/bands.aiida?download=1`);
    await expect(importDialog(page)).toContainText("bands.aiida");
    await page.screenshot({ path: info.outputPath("fetched.png") });
    await confirmImport(page);
    await expect(parts.summary(page)).toContainText("69 nodes");
    await expect(jobs(page)).toContainText(`came from ${origin}/bands.aiida`);
    await expect.poll(() => fs.readdirSync(info.outputPath("cache/downloads"))).toEqual([]);
  });

  test("a link that is dropped on the window asks whether to import from there", async ({ page }) => {
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    const session = await page.context().newCDPSession(page);
    const drop = async (mimeType: string, data: string) => {
      const items = [{ mimeType, data, title: "bands", baseURL: "" }];
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await session.send("Input.dispatchDragEvent", {
          type,
          x: 600,
          y: 300,
          data: { items, files: [], dragOperationsMask: 1 },
        });
    };
    await drop("text/plain", "no address");
    await expect(page.getByText("What was dropped is no file and no address")).toBeVisible();
    await drop("text/plain", `from ${origin}/bands.aiida`);
    const address = page
      .getByRole("dialog", { name: "Import from address" })
      .getByRole("textbox", { name: "Address" });
    await expect(address).toHaveValue(`${origin}/bands.aiida`);
    await page.keyboard.press("Escape");
    await drop("text/uri-list", `${origin}/failures.aiida`);
    await expect(address).toHaveValue(`${origin}/failures.aiida`);
  });

  test("what is fetched and then not imported is removed", async ({ page }, info) => {
    await ask(page, `${origin}/bands.aiida`);
    await importDialog(page).getByRole("button", { name: "Cancel" }).click();
    await expect.poll(() => fs.readdirSync(info.outputPath("cache/downloads"))).toEqual([]);
  });

  test("an address that leads nowhere is explained, and one that is none is not taken", async ({
    page,
  }, info) => {
    await ask(page, "qe-si-bands");
    const dialog = page.getByRole("dialog", { name: "Import from address" });
    await expect(dialog.getByRole("alert")).toContainText("is no address");
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: info.outputPath(`address-${scheme}.png`) });
      expect(await findings(page), scheme).toEqual([]);
    }
    await dialog.getByRole("textbox", { name: "Address" }).fill(`${origin}/nowhere.aiida`);
    await dialog.getByRole("button", { name: "Download" }).click();
    await expect(page.getByRole("alert")).toContainText("There is nothing at this address");
    await expect(jobs(page)).toContainText("Download of nowhere.aiida");
    await ask(page, `${origin}/page`);
    await expect(page.getByRole("alert").last()).toContainText("leads to a page");
  });
});
