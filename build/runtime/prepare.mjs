// Everything that must be there before the app is built, started or tested: runtime, SQLite binding, system packages.
import { fileURLToPath } from "node:url";
import { ensureElectron } from "./ensure-electron.mjs";
import { builtBinding, ensureNativeSqlite, hasCompiler, shippedBindingFits } from "./native-sqlite.mjs";
import { ensurePackages } from "./system-packages.mjs";
import fs from "node:fs";

/**
 * Make this checkout ready. Installs system packages only as root, else names the command.
 * @param wants window: Electron will be started; display: on a virtual screen; python: for the interop tests.
 * @returns The Electron executable, or null when no window is wanted.
 */
export async function prepare({ window = true, display = false, python = false } = {}) {
  const electron = window ? await ensureElectron() : null;
  const needsBinding = (await runtimesWithoutPrebuild(electron)) && !fs.existsSync(builtBinding);
  ensurePackages({ electron, compiler: needsBinding && !hasCompiler(), display, python });
  if (needsBinding) await ensureNativeSqlite();
  return electron;
}

/** True if Node or Electron at hand is too old for the binary that better-sqlite3 ships. */
async function runtimesWithoutPrebuild(electron) {
  if (!shippedBindingFits()) return true;
  if (!electron) return false;
  const major = Number(
    fs
      .readFileSync(new URL("../../node_modules/electron/dist/version", import.meta.url), "utf8")
      .replace(/^v/, "")
      .split(".")[0],
  );
  return major < 36; // Electron 36 is the first with Node-API 10
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await prepare().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
