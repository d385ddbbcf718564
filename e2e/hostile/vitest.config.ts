import { defineConfig } from "vitest/config";

// `npm run test:hostile`: each case starts the built command, so the time of a test is that of several programs.
export default defineConfig({
  test: {
    include: ["e2e/hostile/**/*.hostile.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
});
