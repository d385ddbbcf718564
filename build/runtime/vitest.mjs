// npm run test:unit: unit tests with the Node at hand. Where SQLite has no binding for that Node and none can be built
// (an old Node on macOS or Windows), they run on the Node inside Electron, which has one.
import { spawn } from "node:child_process";
import fs from "node:fs";
import { ensureElectron } from "./ensure-electron.mjs";
import { prepare } from "./prepare.mjs";
import { program, root } from "./run-step.mjs";
import { builtBinding, shippedBindingFits } from "./sqlite-binding.mjs";

const isLinux = process.platform === "linux";
if (isLinux) await prepare({ window: false });
const canUseNode = shippedBindingFits() || fs.existsSync(builtBinding);
const node = canUseNode ? process.execPath : await ensureElectron();
const child = spawn(node, [program("vitest/vitest.mjs"), ...process.argv.slice(2)], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, ...(canUseNode ? {} : { ELECTRON_RUN_AS_NODE: "1" }) },
});
child.on("close", (status) => (process.exitCode = status ?? 1));
