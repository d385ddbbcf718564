// npm test: set up, then every check there is. Ends with one line of counts.
import { prepare } from "./runtime/prepare.mjs";
import { program, runNode } from "./runtime/run-step.mjs";
import { hasDisplay } from "./runtime/virtual-display.mjs";

const STEPS = [
  { name: "format", run: () => runNode([program("@biomejs/biome/bin/biome"), "format", "."]) },
  {
    name: "lint and import directions",
    run: () => runNode([program("oxlint/bin/oxlint"), "--type-aware", "--deny-warnings"]),
  },
  { name: "types", run: () => runNode([program("typescript/bin/tsc"), "-b"]) },
  { name: "unit tests", run: () => runNode(["build/runtime/vitest.mjs", "run"]), counts: vitestCounts },
  { name: "fuzzing, 500 cases", run: () => runNode(["fuzz/run.mjs", "--cases", "500"]) },
  { name: "end-to-end tests", run: () => runNode(["build/runtime/e2e.mjs"]), counts: playwrightCounts },
  {
    name: "hostile files",
    run: () => runNode(["build/hostile.mjs"]), // what the end-to-end tests have built
    counts: vitestCounts,
  },
  {
    name: "tests of the installed app",
    run: () => runNode(["build/installed.mjs"], { STEMMA_SKIP_BUILD: "1" }), // the end-to-end tests have built it
    counts: lastLineCounts,
  },
  {
    name: "20 kills of imports, undos, deletions, edits and maintenances",
    run: () => runNode(["build/kill.mjs", "20"]),
    counts: lastLineCounts,
  },
  { name: "interop tests with AiiDA", run: () => runNode(["build/interop.mjs"]), counts: lastLineCounts },
];

let passed = 0;
let failed = 0;
try {
  await prepare({ display: !hasDisplay(), python: process.platform === "linux" });
  for (const { name, run, counts } of STEPS) {
    console.log(`\n== ${name}`);
    const { status, output } = await run();
    const result = counts?.(output) ?? { passed: status === 0 ? 1 : 0, failed: 0 };
    passed += result.passed;
    failed += result.failed || (status === 0 ? 0 : 1);
    if (status !== 0) console.log(`== ${name}: failed`);
  }
} catch (error) {
  console.error(error.message);
  failed++;
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function vitestCounts(output) {
  const line = plain(output).match(/^\s*Tests\s+.*$/m)?.[0] ?? "";
  return { passed: number(line, /(\d+) passed/), failed: number(line, /(\d+) failed/) };
}

function playwrightCounts(output) {
  return {
    passed: number(plain(output), /^\s*(\d+) passed/m),
    failed: number(plain(output), /^\s*(\d+) failed/m),
  };
}

function lastLineCounts(output) {
  return {
    passed: number(output, /(\d+) passed, \d+ failed\s*$/),
    failed: number(output, /\d+ passed, (\d+) failed\s*$/),
  };
}

function number(text, pattern) {
  return Number(text.match(pattern)?.[1] ?? 0);
}

function plain(text) {
  return text.replaceAll(/\u001b\[[0-9;]*m/g, "");
}
