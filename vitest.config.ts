import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{shared,electron,bench,fuzz}/**/*.test.ts",
      "build/**/*.test.mjs",
      "renderer/**/*.test.{ts,tsx}",
    ],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
  },
});
