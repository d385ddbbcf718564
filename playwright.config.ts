import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  outputDir: "test-results",
  workers: 1, // one virtual display, two cores: windows side by side would only wait for each other
  timeout: 60_000,
  retries: process.env.CI ? 1 : 0, // a shared machine can stall a start; the report names what needed a second try
  expect: { timeout: 15_000 },
  reporter: [["list"], ["./e2e/support/blocks-reporter.ts"]],
});
