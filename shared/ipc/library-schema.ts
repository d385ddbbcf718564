import { z } from "zod";
import { CountsSchema } from "./schemas.ts";

/** What may differ from one import into the library to another; the defaults are AiiDA's. */
export const ImportOptionsSchema = z.object({
  existingExtras: z.enum(["none", "keep_existing", "update_existing", "mirror"]).default("none"),
  keepsNewExtras: z.boolean().default(true),
  comments: z.enum(["leave", "newest", "overwrite"]).default("leave"),
  includeAuthinfos: z.boolean().default(false),
  group: z.union([z.enum(["new", "none"]), z.object({ name: z.string().min(1).max(255) })]).default("new"),
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
      importGroup: z.object({ uuid: z.string(), label: z.string() }).nullable(),
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
});
export const ImportedFilesSchema = z.array(ImportedFileSchema); // up to the first that fails
