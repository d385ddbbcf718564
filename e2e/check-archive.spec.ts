import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { generateArchive } from "../bench/generate.ts";
import { craftArchive } from "../electron/verify/testing/craft-archive.ts";
import { answerSaveDialog, expect, fixture, launch, parts, test } from "./support/app.ts";

// "Check this archive": whole files, damaged ones, refused ones, and one that takes long enough to be stopped.

async function check(page: Page): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("check this archive");
  await page.keyboard.press("Enter");
}

test.describe("a whole archive", () => {
  test.use({ files: ["qe-si-bands.aiida"] });

  test("is said to be whole, with what was looked at", async ({ app, page }, info) => {
    await expect(parts.summary(page)).toContainText("69 nodes");
    await check(page);
    const dialog = page.getByRole("dialog", { name: "Check of qe-si-bands.aiida" });
    await expect(dialog.getByRole("status")).toHaveText(/qe-si-bands\.aiida is whole\./);
    await expect(dialog).toContainText("69 nodes and 139 links looked at");
    for (const scheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: info.outputPath(`whole-${scheme}.png`) });
    }
    const target = info.outputPath("report.txt");
    await answerSaveDialog(app, target);
    await dialog.getByRole("button", { name: "Save report…" }).click();
    await expect
      .poll(() => fs.existsSync(target) && fs.readFileSync(target, "utf8"))
      .toContain("qe-si-bands.aiida is whole.");
    await dialog.getByRole("button", { name: "Close", exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("region", { name: "Jobs" })).toContainText("qe-si-bands.aiida is whole.");
  });
});

test("a damaged archive is reported by kind, and leads to its nodes", async ({}, info) => {
  const file = craftArchive(
    info.outputPath("damaged.aiida"),
    {
      nodes: [
        { id: 1, label: "start", files: { "si.cif": "silicon" } },
        { id: 2, type: "process.calculation.calcjob.CalcJobNode.", label: "relax" },
        { id: 3, label: "end" },
      ],
      links: [
        [1, 2, "input_calc", "structure"],
        [2, 3, "create", "output"],
        [3, 2, "input_calc", "again"],
        ...Array.from({ length: 15 }, (_, i) => [1, 100 + i, "input_calc", `lost_${i}`] as const),
      ],
    },
    {
      sql: [`UPDATE db_dbnode SET extras = '{"a": NaN}' WHERE id = 3`],
      members: (all) => [
        ...all.map((member) => (String(member.name).startsWith("repo/") ? { ...member, crc: 1 } : member)),
        { name: "notes.txt", data: "mine" },
      ],
    },
  );
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("3 nodes");
  await check(page);
  const dialog = page.getByRole("dialog", { name: "Check of damaged.aiida" });
  await expect(dialog.getByRole("status")).toHaveText(/damaged\.aiida has 18 problems\./);
  for (const code of ["member-crc", "json-not-a-number", "link-dangling", "link-cycle"]) {
    await expect(dialog.getByText(code)).toBeVisible();
  }
  await expect(dialog.getByText("notes.txt", { exact: false }).first()).toBeHidden(); // remarks are folded
  await dialog.getByRole("button", { name: "Show 5 more" }).click();
  await expect(dialog).toContainText("from node 1 to node 114");
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: info.outputPath(`damaged-${scheme}.png`) });
  }
  await dialog.getByRole("button", { name: "Copy report" }).click();
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toContain("Provenance runs in a circle (1)");
  await dialog.getByRole("button", { name: "Go to node 3" }).first().click();
  await expect(dialog).toBeHidden();
  await expect(parts.node(page).getByText("end", { exact: true }).first()).toBeVisible();
  await app.close();
});

test("a refused archive can be checked from the notice that refuses it", async ({}, info) => {
  const file = info.outputPath("refused.aiida");
  const bytes = fs.readFileSync(fixture("qe-si-bands.aiida"));
  const database = bytes.lastIndexOf("db.sqlite3", bytes.length - 20_000);
  bytes.fill(0xff, database + 500, database + 600); // within its packed bytes
  fs.writeFileSync(file, bytes);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  await page.getByRole("alert").getByRole("button", { name: "Check this archive" }).click();
  const dialog = page.getByRole("dialog", { name: "Check of refused.aiida" });
  await expect(dialog.getByRole("status")).toHaveText(/refused\.aiida has 1 problem\./);
  await expect(dialog).toContainText("db.sqlite3");
  await expect(dialog.getByRole("button", { name: /Go to node/ })).toBeHidden();
  await page.screenshot({ path: info.outputPath("refused.png") });
  await app.close();
});

test.describe("a check that takes long", () => {
  let folder = "";
  let archive = "";

  test.beforeAll(async () => {
    test.setTimeout(180_000);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-check-"));
    archive = path.join(folder, "campaign.aiida");
    await generateArchive(archive, 60_000);
  });

  test.afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

  test("goes on in the background, shows how far it is, and can be cancelled", async ({}, info) => {
    const app = await launch(info, [archive]);
    const page = await app.firstWindow();
    await expect(parts.summary(page)).toContainText(/\d nodes/);
    await check(page);
    const dialog = page.getByRole("dialog", { name: "Check of campaign.aiida" });
    await expect(dialog.getByRole("progressbar", { name: "Check progress" })).toBeVisible();
    await dialog.getByRole("button", { name: "Continue in the background" }).click();
    const jobs = page.getByRole("region", { name: "Jobs" });
    await expect(jobs.getByRole("progressbar")).toBeVisible();
    await page.screenshot({ path: info.outputPath("job.png") });
    await jobs.getByRole("button", { name: "Cancel job" }).click();
    await expect(jobs.getByRole("progressbar")).toBeHidden();
    await expect(jobs).toContainText("Cancelled.");
    await expect(page.getByText("Check cancelled.")).toBeVisible();
    await page.getByRole("button", { name: "Show result" }).click();
    await dialog.getByRole("button", { name: "Check again" }).click();
    await expect(dialog.getByRole("status")).toHaveText(/campaign\.aiida is whole\./, { timeout: 60_000 });
    await app.close();
  });
});
