import os from "node:os";
import path from "node:path";

/** Where Electron keeps the data of an app of our name (its documentation, `app.getPath`, "appData"). */
export function userDataFolder(env: NodeJS.ProcessEnv): string {
  const home = os.homedir();
  const base =
    process.platform === "darwin"
      ? path.join(home, "Library", "Application Support")
      : process.platform === "win32"
        ? env["APPDATA"] || path.join(home, "AppData", "Roaming")
        : env["XDG_CONFIG_HOME"] || path.join(home, ".config");
  return path.join(base, "Stemma");
}
