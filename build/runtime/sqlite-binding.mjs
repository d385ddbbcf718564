// Which binary of SQLite this runtime takes. For the command too, whose every start pays for what is loaded here.
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
export const packageDir = path.join(root, "node_modules/better-sqlite3");
const NODE_API_OF_PREBUILD = 10;

/** Counts the ways of building in `native-sqlite.mjs`: a binary built another way is not taken for this one. */
export const REVISION = "r3";

/** Where the built binary of this checkout lies; electron/db/connect.ts names the same place. */
export const builtBinding = path.join(packageDir, `build/node-api-9-${REVISION}/better_sqlite3.node`);

/** True if the runtime (Node by default) can load the prebuilt binary that better-sqlite3 ships. */
export function shippedBindingFits(nodeApi = Number(process.versions.napi)) {
  return nodeApi >= NODE_API_OF_PREBUILD;
}
