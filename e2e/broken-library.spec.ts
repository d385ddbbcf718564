import fs from "node:fs";
import path from "node:path";
import { answerSaveDialog, expect, launch, parts, test } from "./support/app.ts";

// The library's folder is there and cannot be read. Nobody wants an archive then, but another library.

test("a library that is damaged says so, and leads to a new one", async ({}, info) => {
  const broken = info.outputPath("profile/library");
  fs.mkdirSync(path.join(broken, "container"), { recursive: true });
  fs.writeFileSync(path.join(broken, "database.sqlite"), "no database");
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
