import path from "node:path";
import { userDataFolder } from "../ipc/user-data-folder.ts";

/**
 * Where the library lies unless another folder is named: in the folder of `STEMMA_HOME`, else in that of the app's own data.
 * An absolute path.
 */
export function libraryFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(env["STEMMA_HOME"] || userDataFolder(env), "library");
}
