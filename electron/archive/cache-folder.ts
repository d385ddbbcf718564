import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * Where this user's caches are kept on this system; `STEMMA_CACHE` overrides. Nothing is created. The folders are those
 * the systems name: XDG base directory specification, Apple's Library/Caches, Windows' local application data.
 */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env["STEMMA_CACHE"]) return path.resolve(env["STEMMA_CACHE"]);
  const home = os.homedir();
  if (platform === "darwin") return path.join(home, "Library", "Caches", "stemma");
  if (platform === "win32") {
    return path.join(env["LOCALAPPDATA"] || path.join(home, "AppData", "Local"), "stemma", "Cache");
  }
  const xdg = env["XDG_CACHE_HOME"];
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(home, ".cache"), "stemma");
}

/**
 * Create a folder of the cache that only this user can enter. Returns false when that cannot be had (no permission,
 * read-only disk, a folder of somebody else): then a private temporary folder has to do.
 */
export function ensurePrivateFolder(folder: string): boolean {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = fs.lstatSync(folder);
    if (!stat.isDirectory()) return false;
    if (process.platform !== "win32") {
      if (stat.uid !== process.getuid?.()) return false;
      if ((stat.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
    }
    fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
    return true;
  } catch {
    return false; // whatever the reason: the cache is a convenience
  }
}
