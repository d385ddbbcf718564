import fs from "node:fs";
import path from "node:path";
import { cachePlaceIn } from "../ipc/cache-place.ts";
import { userDataFolder } from "../ipc/user-data-folder.ts";

const MAX_BYTES = 1024 * 1024; // the window takes no larger file either

/**
 * Take folder and size of the cache from the settings of the window, so that both share one cache: as the environment
 * variables `STEMMA_CACHE` and `STEMMA_CACHE_MAX_BYTES`, where those are not set. Costs one failed look at the disk when
 * there are no settings; a file that cannot be read or has mistakes changes nothing. Limits and rules stay as they are
 * without a window: a script must not depend on them.
 */
export async function takeCacheSettings(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (env["STEMMA_CACHE"] && env["STEMMA_CACHE_MAX_BYTES"]) return;
  const text = readIfThere(path.join(userDataFolder(env), "settings.json"));
  if (text === null) return;
  const { readSettingsText } = await import("../ipc/settings-text.ts");
  const { cache } = readSettingsText(text).settings;
  if (cache.folder) env["STEMMA_CACHE"] ||= cachePlaceIn(cache.folder);
  env["STEMMA_CACHE_MAX_BYTES"] ||= String(cache.maxBytes);
}

function readIfThere(file: string): string | null {
  try {
    return fs.statSync(file).size <= MAX_BYTES ? fs.readFileSync(file, "utf8") : null;
  } catch {
    return null; // none, or not ours to read: the defaults stand
  }
}
