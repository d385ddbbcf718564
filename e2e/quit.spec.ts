import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import type { ElectronApplication, Page } from "playwright";
import { generateArchive } from "../bench/generate.ts";
import { expect, launch, parts, setSettings, startExport, test } from "./support/app.ts";

// Leaving while something is written, in whatever way, and what is asked of the network: nothing.

let archive = "";

/** Questions are answered with these buttons, one after the other, and their words are kept. */
async function answerQuestions(
  app: ElectronApplication,
  answers: number[],
): Promise<() => Promise<string[]>> {
  await app.evaluate(({ dialog }, buttons) => {
    const asked: string[] = [];
    (globalThis as unknown as { asked: string[] }).asked = asked;
    dialog.showMessageBox = async (_window: unknown, options?: Electron.MessageBoxOptions) => {
      asked.push(`${options?.message}\n${options?.detail}`);
      return { response: buttons[asked.length - 1] ?? 0, checkboxChecked: false };
    };
  }, answers);
  return () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

test.describe("while an export is written", () => {
  test.beforeAll(async ({}, info) => {
    archive = path.join(info.project.outputDir, "quit-campaign.aiida");
    fs.mkdirSync(path.dirname(archive), { recursive: true });
    await generateArchive(archive, 60_000);
  });

  test("quitting asks once for all windows, names the work, and leaves nothing of it", async ({}, info) => {
    const app = await launch(info, [archive]);
    const page = await app.firstWindow();
    await expect(parts.summary(page)).toContainText(/\d nodes/);
    const opened = app.waitForEvent("window");
    await page.keyboard.press("Control+Shift+N");
    await opened;
    const asked = await answerQuestions(app, [0, 0, 1]);
    const target = info.outputPath("out/quit.aiida");
    fs.mkdirSync(path.dirname(target));
    await startExport(app, page, target);

    const quit = () => app.evaluate(({ app: electron }) => electron.quit());
    await quit();
    await expect.poll(asked).toHaveLength(1);
    expect((await asked())[0]).toContain("quit.aiida");
    await expect(page.getByRole("dialog", { name: "Export archive" })).toBeVisible();

    // Closing its tab would end it too.
    await page.locator(".source-tab").dispatchEvent("auxclick", { button: 1, bubbles: true }); // below the dialog
    await expect.poll(asked).toHaveLength(2);
    expect((await asked())[1]).toContain("close the tab");

    const closed = app.waitForEvent("close");
    await quit();
    await closed;
    expect(fs.readdirSync(path.dirname(target))).toEqual([]);
  });

  test("the end of the session does not ask, keeps what was open and leaves nothing half-written", async ({}, info) => {
    const app = await launch(info, [archive]);
    const target = info.outputPath("out/killed.aiida");
    fs.mkdirSync(path.dirname(target));
    await startExport(app, await app.firstWindow(), target);
    const closed = app.waitForEvent("close");
    app.process().kill("SIGTERM");
    await closed;
    expect(fs.readdirSync(path.dirname(target))).toEqual([]);
    expect(fs.readFileSync(info.outputPath("profile/session.json"), "utf8")).toContain('"basketAll":true');
  });
});

test("a build without an address for updates says so in words", async ({ page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("Check for updates");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/no address to ask for newer versions/)).toBeVisible();
});

test.describe("with a page of versions", () => {
  let server: http.Server;
  let answer = "";
  let requests = 0;
  test.beforeAll(async () => {
    server = http.createServer((_request, response) => {
      requests++;
      response.end(answer);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.STEMMA_TEST_UPDATE_FEED = `http://127.0.0.1:${(server.address() as AddressInfo).port}/newest.json`;
  });
  test.afterAll(() => {
    delete process.env.STEMMA_TEST_UPDATE_FEED;
    server.close();
  });

  async function check(page: Page): Promise<void> {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("Check for updates");
    await page.keyboard.press("Enter");
  }

  test("a newer version is told on request, its page opens only on the project's host", async ({}, info) => {
    const app = await launch(info);
    const page = await app.firstWindow();
    await app.evaluate(({ shell }) => {
      const opened: string[] = [];
      (globalThis as unknown as { opened: string[] }).opened = opened;
      shell.openExternal = async (url: string) => void opened.push(url);
    });
    const opened = () => app.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    expect(requests).toBe(0); // nothing leaves the machine unasked

    answer = JSON.stringify({ version: "99.0.0", url: "https://releases.example.org/99" });
    await check(page);
    await expect(page.getByText("Stemma 99.0.0 is there.")).toBeVisible();
    await page.getByRole("button", { name: "Open its page" }).click();
    await expect.poll(opened).toEqual(["https://releases.example.org/99"]);

    answer = JSON.stringify({ version: "98.0.0", url: "https://releases.example.org.evil.example/98" });
    await check(page);
    await expect(page.getByText("Stemma 98.0.0 is there.")).toBeVisible();
    answer = JSON.stringify({ version: "0.0.1" });
    await check(page);
    await expect(page.getByText(/is the newest version/)).toBeVisible();
    answer = "<html>".repeat(100_000);
    await check(page);
    await expect(page.getByRole("alert").filter({ hasText: "could not be read" })).toBeVisible();
    expect(await opened()).toHaveLength(1);
    await app.close();
  });

  test("switched on, a start asks and tells of a newer version", async ({}, info) => {
    answer = JSON.stringify({ version: "99.0.0", url: "https://releases.example.org/99" });
    setSettings(info, { checkForUpdates: true });
    const app = await launch(info);
    await expect((await app.firstWindow()).getByText("Stemma 99.0.0 is there.")).toBeVisible();
    await app.close();
  });
});
