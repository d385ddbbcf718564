import fs from "node:fs";
import path from "node:path";
import type { TestInfo } from "@playwright/test";
import {
  answerOpenDialog,
  answerSaveDialog,
  expect,
  fixture,
  launch,
  parts,
  stemmaJson,
  test,
} from "./support/app.ts";

// The library's folder is there and cannot be read. Nobody wants an archive then, but another library.

test("a library that is damaged says so, and leads to a new one", async ({}, info) => {
  const broken = breakLibrary(info);
  const app = await launch(info);
  const page = await app.firstWindow();
  await page.getByRole("button", { name: "Open library" }).click();

  const alert = page.getByRole("alert");
  await expect(alert).toContainText("is not an SQLite database");
  await expect(alert.getByRole("button", { name: "Open another archive…" })).toHaveCount(0);
  await expect(alert.getByRole("button", { name: "Open another library…" })).toBeVisible();
  await alert.getByRole("button", { name: "Details" }).click();
  await expect(alert).toContainText("store/corrupt");

  await answerSaveDialog(app, info.outputPath("Second"));
  await alert.getByRole("button", { name: "New library…" }).click();
  await expect(parts.tabs(page).getByRole("tab", { name: "Library Second" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await expect(parts.summary(page)).toContainText("0 nodes");
  expect(fs.readFileSync(path.join(broken, "database.sqlite"), "utf8")).toBe("no database");
  await app.close();
});

test("an import into it leads to another library", async ({}, info) => {
  breakLibrary(info);
  const other = info.outputPath("other");
  await stemmaJson("import", fixture("qe-si-bands.aiida"), "--store", other);
  const app = await launch(info);
  const page = await app.firstWindow();
  await answerOpenDialog(app, [fixture("qe-failures.aiida")]);
  await page.getByRole("button", { name: "Import…", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Import into library" });
  await expect(dialog.getByRole("alert")).toContainText("is not an SQLite database");
  await expect(dialog.getByRole("button", { name: "Import", exact: true })).toBeDisabled();

  await answerOpenDialog(app, [other]);
  await dialog.getByRole("button", { name: "Open another library…" }).click();
  await expect(dialog).toBeHidden();
  await expect(parts.summary(page)).toContainText("69 nodes");
  await app.close();
});

/** What lies in the library's place is none. */
function breakLibrary(info: TestInfo): string {
  const broken = info.outputPath("profile/library");
  fs.mkdirSync(path.join(broken, "container"), { recursive: true });
  fs.writeFileSync(path.join(broken, "database.sqlite"), "no database");
  return broken;
}
