import { z } from "zod";
import { CountsSchema, RuleSwitchesSchema } from "./schemas.ts";

/** What may differ from one import into the library to another; the defaults are AiiDA's. */
export const ImportOptionsSchema = z.object({
  existingExtras: z.enum(["none", "keep_existing", "update_existing", "mirror"]).default("none"),
  keepsNewExtras: z.boolean().default(true),
  comments: z.enum(["leave", "newest", "overwrite"]).default("leave"),
  includeAuthinfos: z.boolean().default(false),
  group: z.union([z.enum(["new", "none"]), z.object({ name: z.string().min(1).max(255) })]).default("new"),
});

const Uuids = z.array(z.string().max(100)).max(1_000_000);

/** What of a file is imported, by UUIDs: all of it unless said otherwise. */
export const ImportChoiceSchema = z.object({
  skippedGroups: Uuids.default([]), // not made; their nodes come all the same
  /** Only what an export of these under these rules would hold. */
  only: z
    .object({
      nodes: Uuids.default([]),
      groups: Uuids.default([]),
      computers: Uuids.default([]),
      rules: RuleSwitchesSchema.default({}),
    })
    .nullable()
    .default(null),
});

/** What importing one file came to, or would come to; or why it cannot be imported. */
const ImportedFileSchema = z.object({
  file: z.string(), // its token
  outcome: z
    .object({
      new: CountsSchema,
      existing: CountsSchema,
      changed: z.object({ extras: z.int(), comments: z.int() }),
      relabelled: z.array(
        z.object({ kind: z.enum(["computer", "group"]), uuid: z.string(), from: z.string(), to: z.string() }),
      ), // at most 100
      relabelledCount: z.int(),
      linksBetweenExisting: z.int(), // of the new links, those between nodes that the library had before
      bytes: z.number(), // of the new files, uncompressed
      importGroup: z.object({ uuid: z.string(), label: z.string() }).nullable(),
      importId: z.int().nullable(), // its number in the history; null for a preview
    })
    .nullable(),
  error: z
    .object({ code: z.string(), message: z.string(), details: z.record(z.string(), z.unknown()) })
    .nullable(),
});

/** Files by the tokens that main gave for them, and how to import them. */
export const ImportInputSchema = z.object({
  files: z.array(z.string()).min(1).max(1000),
  options: ImportOptionsSchema,
  /** Options of single files in place of those, and what of them is imported, by token. */
  own: z
    .record(
      z.string(),
      z.object({ options: ImportOptionsSchema.optional(), choice: ImportChoiceSchema.optional() }),
    )
    .default({}),
});
export const ImportedFilesSchema = z.array(ImportedFileSchema); // up to the first that fails
