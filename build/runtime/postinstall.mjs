// After `npm ci`: fetch the runtime and build the SQLite binding if a compiler is at hand. Whatever is missing is left to
// `npm start` and `npm test`, which name or install it: an install script must not fail for it, nor touch the system.
import { ensureElectron } from "./ensure-electron.mjs";
import { ensureNativeSqlite, hasCompiler, shippedBindingFits } from "./native-sqlite.mjs";

try {
  await ensureElectron();
  if (!shippedBindingFits() && hasCompiler()) await ensureNativeSqlite();
} catch (error) {
  console.error(`[set-up] ${error.message}`);
}
