// Everything that must be there before the app is built, started or tested: runtime, SQLite binding, system packages.
import { fileURLToPath } from "node:url";
import { ensureElectron } from "./ensure-electron.mjs";
import { electronBindingFits, ensureNativeSqlite, hasCompiler } from "./native-sqlite.mjs";
import { builtBinding, shippedBindingFits } from "./sqlite-binding.mjs";
import { ensurePackages } from "./system-packages.mjs";
import fs from "node:fs";

/**
 * Make this checkout ready. Installs system packages only as root, else names the command.
 * @param wants window: Electron will be started; display: on a virtual screen; python: for the interop tests.
 * @returns The Electron executable, or null when no window is wanted.
 */
export async function prepare({ window = true, display = false, python = false } = {}) {
  const electron = window ? await ensureElectron() : null;
  const canDoWithout = shippedBindingFits() && (!electron || electronBindingFits());
  const needsBinding = !canDoWithout && !fs.existsSync(builtBinding);
  ensurePackages({ electron, compiler: needsBinding && !hasCompiler(), display, python });
  if (!needsBinding) return electron;
  if (hasCompiler()) await ensureNativeSqlite();
  // Without a compiler (Windows, macOS) the window still works, and the command runs on Electron's own Node.
  else if (!electron || !electronBindingFits())
    throw new Error("Node 22.14 or newer is needed here, or a C++ compiler.");
  return electron;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepare().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
