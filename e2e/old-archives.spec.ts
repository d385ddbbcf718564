import fs from "node:fs";
import { answerSaveDialog, expect, fixture, launch, parts, stemmaJson, test } from "./support/app.ts";

// A person who finds an archive of ten years ago looks at it as at one of today.
const CASES = [
  { name: "export_0.4_simple.tar.gz", version: "0.4", form: "compressed tar file" },
  { name: "export_0.9_simple.aiida", version: "0.9", form: "ZIP file" },
];

for (const { name, version, form } of CASES) {
  test(`${name} is read as a current archive, and says so`, async ({}, info) => {
    const bytes = fs.readFileSync(fixture(name));
    const app = await launch(info, [name]);
    const page = await app.firstWindow();
    const words = `read as main_0001, the file is ${version}`;
    await expect(parts.summary(page)).toContainText("10 nodes · 8 links");
    await expect(parts.summary(page)).toContainText(words);
    await expect(parts.tabs(page).getByRole("tab", { name })).toHaveAttribute("title", new RegExp(words));

    const calculation = parts
      .outline(page)
      .getByRole("treeitem", { name: /^Legacy JobCalculation .*\(28266\)/ });
    await calculation.click();
    const node = parts.node(page);
    await expect(node.getByRole("status", { name: "Process state" })).toHaveText(/Finished \[0\]/);
    await expect(parts.canvas(page)).toBeVisible();
    await node.getByRole("tab", { name: /^Links/ }).click();
    const incoming = node.getByRole("list", { name: "incoming links" });
    await expect(incoming.getByRole("button")).toHaveCount(4);
    await node.getByRole("tab", { name: /^Files/ }).click();
    await node.getByText("_aiidasubmit.sh").click();
    await expect(node).toContainText("#!/bin/bash");

    await page.keyboard.press("Control+i");
    const about = page.getByRole("dialog", { name: "About this archive" });
    await expect(about).toContainText(`${form}, ${words}`);
    await expect(about).toContainText("16 files");
    await page.keyboard.press("Escape");

    const target = info.outputPath("new.aiida");
    await answerSaveDialog(app, target);
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Find a command" }).fill("whole archive");
    await page.keyboard.press("Enter");
    await expect(parts.basket(page).getByRole("button", { name: "Export…" })).toBeEnabled();
    await page.keyboard.press("Control+e");
    const dialog = page.getByRole("dialog", { name: "Export archive" });
    await dialog.getByRole("button", { name: "Choose…" }).click();
    await dialog.getByRole("button", { name: "Export", exact: true }).click(); // done before a bar could be seen
    await expect(dialog.getByRole("button", { name: "Show in folder" })).toBeVisible();
    const written = (await stemmaJson("info", target)) as { version: string; counts: Record<string, number> };
    expect(written.version).toBe("main_0001");
    expect(written.counts).toMatchObject({ nodes: 10, links: 8, files: 16 });
    expect(fs.readFileSync(fixture(name)).equals(bytes)).toBe(true);
    await app.close();
  });
}

test("an archive of 2.0's pre-release says its version too", async ({}, info) => {
  const app = await launch(info, ["graph1.aiida"]);
  const page = await app.firstWindow();
  await expect(parts.summary(page)).toContainText("read as main_0001, the file is 1.0");
  await app.close();
});
