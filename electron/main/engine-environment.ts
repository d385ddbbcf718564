import type { Settings } from "../../shared/model/settings.ts";
import { cachePlaceIn } from "../ipc/cache-place.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of an engine: ours, and the settings for limits and cache under the names that the command knows too. A
 * variable that the person set for the whole program goes before the setting.
 */
export function engineEnvironment(
  { limits, cache }: Pick<Settings, "limits" | "cache">,
  env: Environment = process.env,
): Record<string, string> {
  const fromSettings: Record<string, string> = {
    ...Object.fromEntries(Object.entries(limits).map(([name, value]) => [name, String(value)])),
    ...(cache.folder ? { STEMMA_CACHE: cachePlaceIn(cache.folder) } : {}),
    STEMMA_CACHE_MAX_BYTES: String(cache.maxBytes),
  };
  const merged: Record<string, string> = { ...fromSettings };
  for (const [name, value] of Object.entries(env)) if (value) merged[name] = value;
  return merged;
}

/** The variables that go before a setting, by the setting's key. */
export function overridingVariables(
  names: readonly string[],
  env: Environment = process.env,
): Record<string, string> {
  const keys = [
    ...names.map((name) => [`limits.${name}`, name]),
    ["cache.folder", "STEMMA_CACHE"],
    ["cache.maxBytes", "STEMMA_CACHE_MAX_BYTES"],
  ];
  return Object.fromEntries(
    keys.flatMap(([key = "", name = ""]) => {
      const value = env[name];
      return value ? [[key, `${name}=${value}`]] : [];
    }),
  );
}
