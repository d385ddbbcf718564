import path from "node:path";
import { expect, test } from "vitest";
import { DEFAULT_SETTINGS } from "../../shared/model/settings.ts";
import { engineEnvironment, overridingVariables } from "./engine-environment.ts";

const settings = {
  ...DEFAULT_SETTINGS,
  limits: { STEMMA_MAX_RATIO: 300 },
  cache: { folder: "/big/disk", maxBytes: 1000 },
};

test("limits and cache reach the engine as variables", () => {
  expect(engineEnvironment(settings, { PATH: "/bin" })).toEqual({
    PATH: "/bin",
    STEMMA_MAX_RATIO: "300",
    STEMMA_CACHE: path.join("/big/disk", "stemma-cache"),
    STEMMA_CACHE_MAX_BYTES: "1000",
  });
  expect(engineEnvironment(DEFAULT_SETTINGS, {})).toEqual({ STEMMA_CACHE_MAX_BYTES: String(8 * 1024 ** 3) });
});

test("a variable of the whole program goes before its setting, and is told", () => {
  const env = { STEMMA_MAX_RATIO: "7", STEMMA_CACHE: "" };
  expect(engineEnvironment(settings, env)).toMatchObject({
    STEMMA_MAX_RATIO: "7",
    STEMMA_CACHE: path.join("/big/disk", "stemma-cache"),
  });
  expect(overridingVariables(["STEMMA_MAX_RATIO", "STEMMA_MAX_MEMBERS"], env)).toEqual({
    "limits.STEMMA_MAX_RATIO": "STEMMA_MAX_RATIO=7",
  });
});
