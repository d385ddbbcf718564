import fs from "node:fs";
import type { TestInfo } from "@playwright/test";
import { openExport, expect, fixture, launch, parts, test } from "./support/app.ts";

/** An archive that came only in part: the last of its nodes, its logs and its links are not there. */
function cutArchive(info: TestInfo): string {
  const bytes = fs.readFileSync(fixture("qe-si-eos.aiida"));
  const file = info.outputPath("cut.aiida");
  fs.writeFileSync(file, bytes.subarray(0, Math.floor(bytes.length * 0.87)));
  return file;
}

/** `metadata.json` of an archive as Stemma writes it: stored, its header before the list of members. */
function metadataOf(archive: string): string {
  const bytes = fs.readFileSync(archive);
  const name = "metadata.json";
  const at = bytes.indexOf(name);
  const start = at + name.length + bytes.readUInt16LE(at - 2); // behind the extra fields
  return bytes.toString("utf8", start, start + bytes.readUInt32LE(at - 8));
}

/** An archive in which the bytes of one file of a node are wrong; not of the empty one, which nothing can spoil. */
function spoiltArchive(info: TestInfo): string {
  const bytes = fs.readFileSync(fixture("arithmetic.add.aiida"));
  const [name, key] = /repo\/((?!e3b0)[0-9a-f]{64})/.exec(bytes.toString("latin1"))!;
  const start = bytes.indexOf(name) + name.length + bytes.readUInt16LE(bytes.indexOf(key!) - 7);
  bytes[start] = bytes[start]! ^ 0xff;
  const file = info.outputPath("spoilt.aiida");
  fs.writeFileSync(file, bytes);
  return file;
}

test("a damaged archive is refused with the list, opens in part, and an export of it says so", async ({}, info) => {
  const target = info.outputPath("part.aiida");
  const app = await launch(info, [cutArchive(info)]);
  const page = await app.firstWindow();
  const alert = page.getByRole("alert");
  await alert.getByRole("button", { name: "Details" }).click();
  await expect(alert).toContainText("archive/corrupt");
  await expect(alert).toContainText("Nothing is left of metadata.json");
  await alert.getByRole("button", { name: "Open what is readable" }).click();

  const banner = page.getByRole("region", { name: "Damaged file" });
  await expect(banner).toContainText("0 nodes without files, 281 links dropped, 42 rows skipped");
  await expect(parts.summary(page)).toContainText("122 nodes · 0 links");
  await expect(parts.summary(page)).toContainText("read-only, damaged");
  await banner.getByRole("button", { name: "Show what is lost" }).click();
  const lost = page.getByRole("dialog", { name: "What is lost" });
  await expect(lost).toContainText("Skipped: 5 nodes that could not be read.");
  await page.keyboard.press("Escape");

  const dialog = await openExport(app, page, target);
  await expect(dialog).toContainText("This archive is damaged and open in part");
  await dialog.getByRole("button", { name: "Choose…" }).click();
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  await expect(dialog).toContainText("written to part.aiida");
  await app.close();
  expect(JSON.parse(metadataOf(target))).toMatchObject({
    stemma_comment: expect.stringContaining("281 links dropped"),
    stemma_losses: { source: "cut.aiida", links_dropped: 281, rows_skipped: 42 },
  });
});

test("a file whose contents are lost is marked at its node", async ({}, info) => {
  const app = await launch(info, [spoiltArchive(info)]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText(/\d nodes/); // a lost file keeps nobody from the rest
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Find a command" }).fill("Open what is readable");
  await page.keyboard.press("Enter");
  const banner = page.getByRole("region", { name: "Damaged file" });
  await expect(banner).toContainText("1 node without files, 0 links dropped, 0 rows skipped");
  await banner.getByRole("button", { name: "Show what is lost" }).click();
  const lost = page.getByRole("dialog", { name: "What is lost" });
  const finding = await lost.getByText("Nodes without files: ").textContent();
  await page.keyboard.press("Escape");
  await parts.search(page).fill(/[0-9a-f]{8}-[0-9a-f-]{27}/.exec(finding ?? "")?.[0] ?? "no UUID");
  await page.getByRole("option").first().click();
  await parts
    .node(page)
    .getByRole("tab", { name: /^Files/ })
    .click();
  await expect(parts.node(page)).toContainText("lost: the archive is damaged or incomplete");
  await app.close();
});

test("the choice stays with the tab over a crash of its engine and the next start", async ({}, info) => {
  const file = cutArchive(info);
  const app = await launch(info, [file]);
  const page = await app.firstWindow();
  await page.getByRole("alert").getByRole("button", { name: "Open what is readable" }).click();
  const banner = page.getByRole("region", { name: "Damaged file" });
  await expect(banner).toBeVisible();
  await app.evaluate(({ app: electron }) => {
    const engine = electron.getAppMetrics().find((metric) => metric.name === "Stemma engine");
    if (engine) process.kill(engine.pid, "SIGKILL");
  });
  await expect(parts.summary(page)).toContainText("122 nodes");
  await expect(banner).toBeVisible();
  await app.close();

  const again = await launch(info);
  const next = await again.firstWindow();
  await expect(next.getByRole("region", { name: "Damaged file" })).toBeVisible();
  await expect(parts.summary(next)).toContainText("122 nodes");
  await again.close();
});
