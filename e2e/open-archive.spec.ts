import fs from "node:fs";
import {
  answerOpenDialog,
  dropFile,
  expect,
  fixture,
  launch,
  parts,
  setSettings,
  startAgain,
  test,
} from "./support/app.ts";

test.describe("with an archive on the command line", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("its graph, its nodes and a line that says what it is are there", async ({ page }) => {
    await expect(parts.tabs(page).getByRole("tab", { name: "qe-si-bands.aiida" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(parts.graph(page)).toBeVisible();
    await expect(parts.summary(page)).toContainText("69 nodes");
    await expect(parts.summary(page)).toContainText("139 links");
    await expect(parts.summary(page)).toContainText("read-only");
    await expect(parts.table(page)).toHaveAttribute("aria-rowcount", /\d+/);
    await expect(
      parts.outline(page).getByRole("treeitem", { name: /^PwBandsWorkChain .*\(\d+\)$/ }),
    ).toHaveCount(1);
  });

  test("a second start hands its file to the running window", async ({ page }, info) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    expect(await startAgain(info, [fixture("qe-failures.aiida")])).toBe(0);
    await expect(parts.tabs(page).getByRole("tab")).toHaveCount(2);
    await expect(parts.summary(page)).toContainText("184 nodes");
  });

  test("opening the same file again shows its tab", async ({ app, page }) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    await answerOpenDialog(app, [fixture("qe-si-bands.aiida")]);
    await page.getByRole("button", { name: "Open…" }).click();
    await expect(parts.tabs(page).getByRole("tab")).toHaveCount(1);
  });

  test("nothing says that a file is open before it is to be seen", async ({ app, page }) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    await page.evaluate(() => {
      const told = { open: 0, unseen: 0 };
      Object.assign(globalThis, { told });
      const look = () => {
        if (!document.querySelector(".status-summary")?.textContent.includes("127 nodes")) return;
        told.open++;
        if (!document.querySelector("[role=grid]")) told.unseen++;
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    });
    await answerOpenDialog(app, [fixture("qe-si-eos.aiida")]);
    await page.getByRole("button", { name: "Open…" }).click();
    await expect(parts.summary(page)).toContainText("127 nodes");
    await expect(parts.graph(page)).toBeVisible();
    const told = await page.evaluate(
      () => Reflect.get(globalThis, "told") as Record<"open" | "unseen", number>,
    );
    expect(told.open).toBeGreaterThan(0);
    expect(told.unseen).toBe(0);
  });

  test("a dropped file opens beside it, with blanks and accents in its name", async ({ page }, info) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    const copy = info.outputPath("mein Archiv é.aiida");
    fs.copyFileSync(fixture("arithmetic.add.aiida"), copy);
    await dropFile(page, copy, { x: 640, y: 300 });
    await expect(parts.tabs(page).getByRole("tab", { name: "mein Archiv é.aiida" })).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await expect(parts.summary(page)).toContainText("7 nodes");
  });

  test("a closed tab comes back with Ctrl+Shift+T, Delete closes", async ({ page }) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    await page.keyboard.press("Control+w");
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
    await page.keyboard.press("Control+Shift+T");
    await expect(parts.summary(page)).toContainText("69 nodes");
    await parts.tabs(page).getByRole("tab").focus();
    await page.keyboard.press("Delete");
    await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  });
});

test("the start page opens the sample and a file chosen in the dialog", async ({ app, page }) => {
  const start = page.getByRole("main", { name: "Start" });
  await start.getByRole("button", { name: "Open sample" }).click();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await answerOpenDialog(app, [fixture("qe-si-eos.aiida")]);
  await page.keyboard.press("Control+o");
  await expect(parts.summary(page)).toContainText("127 nodes");
});

test("a file that never opened is not listed as recent, one that opened before says so", async ({}, info) => {
  const app = await launch(info);
  const page = await app.firstWindow();
  const [changed, never] = ["changed.aiida", "never.aiida"].map((name) => info.outputPath(name));
  fs.copyFileSync(fixture("arithmetic.add.aiida"), changed!);
  fs.writeFileSync(never!, "no archive");
  await answerOpenDialog(app, [never!]);
  await page.getByRole("button", { name: "Open archive…" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await answerOpenDialog(app, [changed!]);
  await page.keyboard.press("Control+o");
  await expect(parts.summary(page)).toContainText("7 nodes");
  await page.keyboard.press("Control+w");
  fs.writeFileSync(changed!, "no archive");
  await page.keyboard.press("Control+Shift+t");
  await expect(page.getByRole("alert")).toBeVisible();
  await page.keyboard.press("Control+w");
  await page.keyboard.press("Control+w");

  const rows = page.getByRole("list", { name: "Recent files" }).getByRole("listitem");
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("could not be opened");
  await expect(rows.getByRole("button", { name: "changed.aiida", exact: true })).toBeEnabled();
  await rows.getByRole("button", { name: "Remove changed.aiida from the list" }).click();
  await expect(page.getByText("Files you open are listed here.")).toBeVisible();
  await app.close();
});

test("a recent file opens with one click, a moved one says so", async ({}, info) => {
  const app = await launch(info);
  const page = await app.firstWindow();
  const moved = info.outputPath("moved.aiida");
  fs.copyFileSync(fixture("arithmetic.add.aiida"), moved);
  await answerOpenDialog(app, [fixture("qe-si-bands.aiida"), moved]);
  await page.getByRole("button", { name: "Open archive…" }).click();
  await expect(parts.tabs(page).getByRole("tab")).toHaveCount(2);
  await expect(parts.summary(page)).toContainText("7 nodes");
  await app.close();
  fs.rmSync(moved);
  setSettings(info, { restoreSession: false }); // with no tab of the last time, the start page is in front

  const again = await launch(info);
  const next = await again.firstWindow();
  const recent = next.getByRole("list", { name: "Recent files" });
  await expect(recent.getByRole("listitem").filter({ hasText: "moved.aiida" })).toContainText(
    "moved or deleted",
  );
  await recent.getByRole("button", { name: "qe-si-bands.aiida" }).click();
  await expect(parts.summary(next)).toContainText("69 nodes");
  await again.close();
});
