import { z } from "zod";
import { type LimitName, LIMIT_NAMES } from "../model/archive-limits.ts";
import type { Layout, Settings } from "../model/settings.ts";
import { isSettingRight } from "../text/settings-list.ts";

/** A field of which the list of settings says what is allowed. */
const field = <T>(type: z.ZodType<T>, key: string) =>
  type.refine((value) => isSettingRight(key, value), { error: `${key} is not allowed to be that` });

const limitShape = Object.fromEntries(
  LIMIT_NAMES.map((name) => [name, field(z.number(), `limits.${name}`).exactOptional()]),
) as Record<LimitName, z.ZodExactOptional<z.ZodType<number>>>;

const shape = {
  theme: z.enum(["system", "light", "dark"]),
  density: z.enum(["compact", "comfortable"]),
  textSize: field(z.number(), "textSize"),
  restoreSession: z.boolean(),
  defaultRules: z.record(z.string(), z.boolean()),
  limits: z.object(limitShape),
  cache: z.object({
    folder: field(z.string().nullable(), "cache.folder"),
    maxBytes: field(z.number(), "cache.maxBytes"),
  }),
  graphAskAbove: field(z.number(), "graphAskAbove"),
  checkForUpdates: z.boolean(),
};

/** Whole settings, every field right. */
export const SettingsSchema: z.ZodType<Settings> = z.object(shape);

/**
 * A change of some settings by the window; the others stay. The window names no path: a folder comes from the system's
 * dialog in main, and all that can be said here is to go back to the system's place.
 */
export const SettingsChangeSchema: z.ZodType<SettingsChange> = z.object({
  theme: shape.theme.exactOptional(),
  density: shape.density.exactOptional(),
  textSize: shape.textSize.exactOptional(),
  restoreSession: shape.restoreSession.exactOptional(),
  defaultRules: shape.defaultRules.exactOptional(),
  limits: shape.limits.exactOptional(),
  cache: z
    .object({
      folder: z.null().exactOptional(),
      maxBytes: field(z.number(), "cache.maxBytes").exactOptional(),
    })
    .exactOptional(),
  graphAskAbove: shape.graphAskAbove.exactOptional(),
  checkForUpdates: shape.checkForUpdates.exactOptional(),
});

/** What the window can change. */
export type SettingsChange = Partial<Omit<Settings, "cache">> & {
  cache?: { folder?: null; maxBytes?: number };
};

export const LayoutSchema: z.ZodType<Layout> = z.object({
  panels: z.record(z.string(), z.number()),
  flags: z.record(z.string(), z.boolean()),
});

/** Some sizes or flags; merged key by key. */
export const LayoutChangeSchema: z.ZodType<Partial<Layout>> = z.object({
  panels: z.record(z.string(), z.number()).exactOptional(),
  flags: z.record(z.string(), z.boolean()).exactOptional(),
});
