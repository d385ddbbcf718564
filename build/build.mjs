// npm run build: make the runtime ready and build the app into out/.
import { prepare } from "./runtime/prepare.mjs";
import { buildApp } from "./runtime/run-step.mjs";

try {
  await prepare();
  await buildApp();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
