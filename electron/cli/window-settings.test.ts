import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { takeCacheSettings } from "./window-settings.ts";

let base = "";
beforeEach(() => {
  base = fs.mkdtempSync(path.join(os.tmpdir(), "stemma-config-"));
});
afterEach(() => fs.rmSync(base, { recursive: true, force: true }));

function write(text: string): void {
  fs.mkdirSync(path.join(base, "Stemma"), { recursive: true });
  fs.writeFileSync(path.join(base, "Stemma", "settings.json"), text);
}
async function taken(env: Record<string, string>): Promise<Record<string, string | undefined>> {
  const all: Record<string, string | undefined> = { XDG_CONFIG_HOME: base, APPDATA: base, ...env };
  await takeCacheSettings(all as NodeJS.ProcessEnv);
  return { folder: all["STEMMA_CACHE"], maxBytes: all["STEMMA_CACHE_MAX_BYTES"] };
}

test.skipIf(process.platform === "darwin")(
  "the command uses the cache that the window is set to",
  async () => {
    expect(await taken({})).toEqual({ folder: undefined, maxBytes: undefined });
    write('{ "cache": { "folder": "/big", "maxBytes": 5 } } // mine');
    expect(await taken({})).toEqual({ folder: path.join("/big", "stemma-cache"), maxBytes: "5" });
    expect(await taken({ STEMMA_CACHE: "/mine" })).toEqual({ folder: "/mine", maxBytes: "5" });
    write("{ broken");
    expect((await taken({})).folder).toBeUndefined();
  },
);
