// npm run test:e2e [file …]: end-to-end tests of the built app, on a virtual display where there is none.
import { prepare } from "./prepare.mjs";
import { buildApp, program, runNode } from "./run-step.mjs";
import { hasDisplay, withDisplay } from "./virtual-display.mjs";

await prepare({ display: !hasDisplay() });
if (!process.env.STEMMA_SKIP_BUILD) await buildApp();
await withDisplay(async () => {
  const { status } = await runNode([program("@playwright/test/cli.js"), "test", ...process.argv.slice(2)]);
  process.exitCode = status;
});
