import type { Page } from "playwright";
import { expect, launch, parts, stemmaJson, test } from "./app.ts";

export { expect, fixture, parts, stemmaJson } from "./app.ts";

/** Each test gets an app of its own whose library has these archives, imported one after the other. */
export function filledLibrary(files: readonly string[]): typeof test {
  return test.extend({
    // oxlint-disable-next-line no-empty-pattern
    app: async ({}, use, info) => {
      const store = info.outputPath("profile/library");
      for (const file of files) await stemmaJson("import", file, "--store", store);
      const app = await launch(info);
      await use(app);
      await app.close();
    },
  });
}

/** Show the library of a fresh app. */
export async function openLibrary(page: Page): Promise<void> {
  await expect(page.getByRole("main", { name: "Start" })).toBeVisible();
  await page.keyboard.press("Control+L");
  await expect(parts.tabs(page).getByRole("tab", { name: "Library" })).toBeVisible();
  await expect(parts.summary(page)).toContainText("nodes");
}
