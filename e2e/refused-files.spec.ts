import fs from "node:fs";
import { craftZip } from "../electron/archive/testing/craft-zip.ts";
import { expect, fixture, launch, parts, test } from "./support/app.ts";

// What a person may double-click that is no archive we read: one sentence, a code, the way on.
const CASES = [
  { name: "notes.txt", bytes: Buffer.from("not an archive"), code: "archive/not-an-archive" },
  { name: "empty.aiida", bytes: Buffer.alloc(0), code: "archive/not-an-archive" },
  {
    name: "cut.aiida",
    bytes: fs.readFileSync(fixture("qe-si-bands.aiida")).subarray(0, 100_000),
    code: "archive/corrupt",
  },
  {
    name: "newer.aiida",
    bytes: craftZip([{ name: "metadata.json", data: '{"export_version": "main_0009"}' }]),
    code: "archive/unsupported-version",
  },
];

for (const { name, bytes, code } of CASES) {
  test(`${name} is refused with ${code}, and the window goes on`, async ({}, info) => {
    const file = info.outputPath(name);
    fs.writeFileSync(file, bytes);
    const app = await launch(info, [file]);
    const page = await app.firstWindow();
    const alert = page.getByRole("alert");
    await alert.getByRole("button", { name: "Details" }).click();
    await expect(alert).toContainText(code);
    await expect(alert).not.toContainText(/\bat .*\.js:\d+/); // no stack trace
    await page.keyboard.press("Control+w");
    await page.getByRole("main", { name: "Start" }).getByRole("button", { name: "Open sample" }).click();
    await expect(parts.summary(page)).toContainText("69 nodes");
    await app.close();
  });
}
