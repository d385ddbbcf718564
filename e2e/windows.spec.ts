import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { ElectronApplication, Page } from "playwright";
import { answerOpenDialog, dropFile, expect, fixture, parts, startAgain, test } from "./support/app.ts";

// Several windows and tabs, and what comes to them from outside.

const tabs = (page: Page) => parts.tabs(page).getByRole("tab");
const tab = (page: Page, name: string) => parts.tabs(page).getByRole("tab", { name, exact: true });

async function newWindow(app: ElectronApplication, page: Page): Promise<Page> {
  const opened = app.waitForEvent("window");
  await page.keyboard.press("Control+Shift+N");
  return opened;
}

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill(words);
  await page.keyboard.press("Enter");
}

/** The title of the window that was in front last. */
function places(app: ElectronApplication) {
  return app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .sort((a, b) => a.id - b.id)
      .map((window) => window.getBounds()),
  );
}

test.describe("with one archive", () => {
  test.use({ files: ["graph1.aiida"] });

  test("two windows show two archives; a file that is open comes to the front where it is", async ({
    app,
    page,
  }, info) => {
    await expect(parts.summary(page)).toContainText("10 nodes");
    const second = await newWindow(app, page);
    await expect(second.getByRole("main", { name: "Start" })).toBeVisible();
    const [one, other] = await places(app);
    expect(other).not.toEqual(one);
    expect(other!.x).toBeGreaterThan(one!.x);

    await answerOpenDialog(app, [fixture("arithmetic.add.aiida")]);
    await second.keyboard.press("Control+o");
    await expect(parts.summary(second)).toContainText("7 nodes");
    await expect(tabs(page)).toHaveCount(1);

    // The first window has graph1: it is shown there, although the second is in front.
    await answerOpenDialog(app, [fixture("qe-si-eos.aiida")]);
    await page.keyboard.press("Control+o");
    await expect(tab(page, "qe-si-eos.aiida")).toHaveAttribute("aria-selected", "true");
    const link = info.outputPath("link.aiida");
    fs.symlinkSync(fixture("graph1.aiida"), link);
    expect(await startAgain(info, [link])).toBe(0);
    await expect(tab(page, "graph1.aiida")).toHaveAttribute("aria-selected", "true");
    await expect(tabs(page)).toHaveCount(2);
    await expect(tabs(second)).toHaveCount(1);
  });

  test("a tab moves to a new window with its view, and its engine runs on", async ({ app, page }) => {
    await expect(parts.summary(page)).toContainText("10 nodes");
    await parts.outline(page).getByRole("treeitem").first().click();
    const heading = await parts.node(page).getByRole("heading", { level: 2 }).first().textContent();
    await parts.node(page).getByRole("button", { name: "Add to basket" }).click();
    const engines = () =>
      app.evaluate(({ app: electron }) =>
        electron
          .getAppMetrics()
          .filter(({ name }) => name === "Stemma engine")
          .map(({ pid }) => pid),
      );
    const before = await engines();
    const opened = app.waitForEvent("window");
    await command(page, "Move tab to new window");
    const moved = await opened;
    await expect(tab(moved, "graph1.aiida")).toBeVisible();
    await expect(parts.node(moved).getByRole("heading", { level: 2 }).first()).toHaveText(heading ?? "");
    await expect(parts.basket(moved)).toContainText("1 chosen");
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    expect(await engines()).toEqual(before);

    // Closed and reopened, the window comes back with its tab.
    const closed = moved.waitForEvent("close");
    await moved.keyboard.press("Control+Shift+W").catch(() => undefined); // gone before the keys are up
    await closed;
    const reopened = app.waitForEvent("window");
    await page.keyboard.press("Control+Shift+T");
    const back = await reopened;
    await expect(parts.basket(back)).toContainText("1 chosen");
  });

  test("a second start hands over relative names, URLs and its wish for a window", async ({
    app,
    page,
  }, info) => {
    await expect(parts.summary(page)).toContainText("10 nodes");
    const folder = info.outputPath("ein Ordner é");
    fs.mkdirSync(folder);
    for (const name of ["a b.aiida", "ü#%41.aiida"])
      fs.copyFileSync(fixture("arithmetic.add.aiida"), path.join(folder, name));
    expect(await startAgain(info, ["./a b.aiida"], folder)).toBe(0);
    await expect(tab(page, "a b.aiida")).toHaveAttribute("aria-selected", "true");
    expect(await startAgain(info, [pathToFileURL(path.join(folder, "ü#%41.aiida")).href])).toBe(0);
    await expect(tab(page, "ü#%41.aiida")).toHaveAttribute("aria-selected", "true");
    await expect(parts.summary(page)).toContainText("7 nodes");

    const opened = app.waitForEvent("window");
    expect(await startAgain(info, ["--new-window", fixture("qe-si-eos.aiida")])).toBe(0);
    await expect(parts.summary(await opened)).toContainText("127 nodes");
  });

  test("a start with hundreds of files opens them all and reads few", async ({ app, page }, info) => {
    await expect(parts.summary(page)).toContainText("10 nodes");
    const folder = info.outputPath(
      "many files with a name long enough to fill the message between two starts",
    );
    fs.mkdirSync(folder);
    const files = Array.from({ length: 250 }, (_, index) => path.join(folder, `archive ${index}.aiida`));
    for (const file of files) fs.copyFileSync(fixture("arithmetic.add.aiida"), file);
    expect(await startAgain(info, files)).toBe(0);
    await expect(tabs(page)).toHaveCount(251);
    await expect(tab(page, "archive 249.aiida")).toHaveAttribute("aria-selected", "true");
    await expect(parts.summary(page)).toContainText("7 nodes");
    const engines = await app.evaluate(
      ({ app: electron }) => electron.getAppMetrics().filter(({ name }) => name === "Stemma engine").length,
    );
    expect(engines).toBeLessThan(8);
    expect(fs.readdirSync(info.outputPath("profile")).filter((name) => name.startsWith("start-"))).toEqual(
      [],
    );
  });

  test("files dragged over the window show what dropping does, other drags do not", async ({
    page,
  }, info) => {
    await expect(parts.summary(page)).toContainText("10 nodes");
    const session = await page.context().newCDPSession(page);
    const drag = (type: "dragEnter" | "dragOver", data: object) =>
      session.send("Input.dispatchDragEvent", {
        type,
        x: 500,
        y: 300,
        data: { items: [], dragOperationsMask: 1, ...data },
      });
    const hint = page.getByText("Drop to open in a new tab");
    const files = { files: [fixture("arithmetic.add.aiida")] };
    await drag("dragEnter", files);
    await drag("dragOver", files);
    await expect(hint).toBeVisible();
    await page.evaluate(() => window.dispatchEvent(new DragEvent("dragleave"))); // out of the window
    await expect(hint).toHaveCount(0);
    const text = { items: [{ mimeType: "text/plain", data: "words" }] };
    await drag("dragEnter", text);
    await drag("dragOver", text);
    await expect(hint).toHaveCount(0);

    const odd = info.outputPath("notes.txt");
    fs.writeFileSync(odd, "no archive");
    await dropFile(page, odd, { x: 500, y: 300 });
    await expect(page.getByRole("tabpanel", { name: "notes.txt" })).toContainText("could not be opened");
    await expect(hint).toHaveCount(0);
  });
});

test.describe("with three archives", () => {
  test.use({ files: ["graph1.aiida", "arithmetic.add.aiida", "qe-si-eos.aiida"] });

  test("tabs are walked, ordered and closed by keys and mouse", async ({ page }) => {
    await expect(parts.summary(page)).toContainText("127 nodes");
    await page.keyboard.press("Control+Tab");
    await expect(tab(page, "graph1.aiida")).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Control+Shift+Tab");
    await expect(tab(page, "qe-si-eos.aiida")).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Control+PageUp");
    await expect(tab(page, "arithmetic.add.aiida")).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Control+Shift+PageUp");
    await expect(tabs(page)).toHaveText(["arithmetic.add.aiida", "graph1.aiida", "qe-si-eos.aiida"]);
    await tab(page, "qe-si-eos.aiida").dragTo(tab(page, "arithmetic.add.aiida"), {
      targetPosition: { x: 2, y: 8 },
    });
    await expect(tabs(page)).toHaveText(["qe-si-eos.aiida", "arithmetic.add.aiida", "graph1.aiida"]);
    await page.reload(); // main keeps the order
    await expect(tabs(page)).toHaveText(["qe-si-eos.aiida", "arithmetic.add.aiida", "graph1.aiida"]);

    await tab(page, "graph1.aiida").click({ button: "middle" });
    await expect(tabs(page)).toHaveCount(2);
    await page.keyboard.press("Control+Shift+T");
    await expect(tab(page, "graph1.aiida")).toHaveAttribute("aria-selected", "true");
  });
});

test("a page that crashes twice within seconds is not loaded for ever", async ({ app, page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await app.evaluate(({ dialog }) => {
    const asked: string[] = [];
    (globalThis as unknown as { asked: string[] }).asked = asked;
    dialog.showMessageBox = async (_window: unknown, options?: Electron.MessageBoxOptions) => {
      asked.push(options?.message ?? "");
      return { response: 1, checkboxChecked: false };
    };
  });
  const asked = () => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  const crash = () =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer(),
    );
  const isShown = () =>
    app.evaluate(({ BrowserWindow }) => {
      const { webContents } = BrowserWindow.getAllWindows()[0]!;
      if (webContents.isCrashed() || webContents.isLoading()) return false;
      const answer = webContents.executeJavaScript("document.querySelector('main')?.ariaLabel === 'Start'");
      return Promise.race([answer, new Promise((resolve) => setTimeout(resolve, 500))]);
    });
  await crash();
  await expect.poll(isShown).toBe(true);
  expect(await asked()).toEqual([]);
  await crash();
  await expect.poll(asked).toEqual(["This window stopped working twice."]);
  await expect.poll(isShown).toBe(true);
});

test("a page that does not answer can be waited for or loaded again", async ({ app, page }) => {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  const hang = (answer: number) =>
    app.evaluate(async ({ BrowserWindow, dialog }, response) => {
      const window = BrowserWindow.getAllWindows()[0]!;
      let asked = "";
      dialog.showMessageBox = async (_window: unknown, options?: Electron.MessageBoxOptions) => {
        asked = options?.message ?? "";
        return { response, checkboxChecked: false };
      };
      const before = window.webContents.getOSProcessId();
      window.emit("unresponsive");
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return { asked, isSamePage: window.webContents.getOSProcessId() === before };
    }, answer);
  expect(await hang(0)).toEqual({ asked: "This window does not answer.", isSamePage: true });
  expect(await hang(1)).toEqual({ asked: "This window does not answer.", isSamePage: false });
});
