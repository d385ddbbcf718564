import { z } from "zod";
import { DEFAULT_SETTINGS, type Layout, type Settings } from "../model/settings.ts";

const shape = {
  theme: z.enum(["system", "light", "dark"]),
  density: z.enum(["compact", "comfortable"]),
  restoreSession: z.boolean(),
  defaultRules: z.record(z.string(), z.boolean()),
  limits: z.record(z.string(), z.number().positive()),
  cache: z.object({ folder: z.string().nullable(), maxBytes: z.number().min(0) }),
  graphAskAbove: z.int().min(50).max(10_000),
  checkForUpdates: z.boolean(),
};

/** Whole settings, every field right. */
export const SettingsSchema: z.ZodType<Settings> = z.object(shape);

/** A change of some settings; the others stay. */
export const SettingsChangeSchema: z.ZodType<Partial<Settings>> = z.object({
  theme: shape.theme.exactOptional(),
  density: shape.density.exactOptional(),
  restoreSession: shape.restoreSession.exactOptional(),
  defaultRules: shape.defaultRules.exactOptional(),
  limits: shape.limits.exactOptional(),
  cache: shape.cache.exactOptional(),
  graphAskAbove: shape.graphAskAbove.exactOptional(),
  checkForUpdates: shape.checkForUpdates.exactOptional(),
});

/** Settings out of a file that people edit by hand: a field that is missing or wrong takes its default, alone. */
export function readSettings(value: unknown): Settings {
  const given = z.record(z.string(), z.unknown()).catch({}).parse(value);
  const entries = Object.entries(shape).map(([name, schema]) => {
    const result = schema.safeParse(given[name]);
    return [name, result.success ? result.data : DEFAULT_SETTINGS[name as keyof Settings]];
  });
  return SettingsSchema.parse(Object.fromEntries(entries));
}

export const LayoutSchema: z.ZodType<Layout> = z.object({
  panels: z.record(z.string(), z.number()),
  flags: z.record(z.string(), z.boolean()),
});

/** Some sizes or flags; merged key by key. */
export const LayoutChangeSchema: z.ZodType<Partial<Layout>> = z.object({
  panels: z.record(z.string(), z.number()).exactOptional(),
  flags: z.record(z.string(), z.boolean()).exactOptional(),
});
