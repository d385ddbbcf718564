import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: ".",
  testMatch: "*.story.ts",
  outputDir: "../../test-results/installed",
  workers: 1, // one machine to install on
  timeout: 120_000,
  expect: { timeout: 30_000 },
  reporter: [["list"]],
});
