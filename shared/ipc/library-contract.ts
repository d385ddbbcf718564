import { z } from "zod";
import { ComparedFileSchema } from "./compare-schema.ts";
import { EditOutcomeSchema, LibraryEditSchema, RowSwapSchema } from "./edit-schema.ts";
import { ImportChoiceSchema, ImportedFilesSchema, ImportInputSchema } from "./library-schema.ts";
import { procedure } from "./procedure.ts";
import { JobProgressSchema, NodeIdSchema, SourceSummarySchema } from "./schemas.ts";

/**
 * The calls of the engine contract that change the library, and those that say what a change would do. Only a source that
 * may be edited (`SourceSummary.isEditable`) takes them; any other answers `ipc/bad-request`.
 */
export const libraryCalls = {
  /**
   * What importing files into the library would come to, each beside those before it: nothing is kept. A file that fails says
   * why, and the others are counted without it.
   */
  "library.preview": procedure({
    input: ImportInputSchema,
    output: ImportedFilesSchema,
    progress: JobProgressSchema,
  }),
  /** What a file and the library both have and what of it is not the same, whatever the options; and the file's groups. */
  "library.compare": procedure({
    input: z.object({ file: z.string(), choice: ImportChoiceSchema.optional() }),
    output: ComparedFileSchema,
    progress: JobProgressSchema,
  }),
  /** Write all of those differences as CSV to a chosen target. */
  "library.saveDifferences": procedure({
    input: z.object({ file: z.string(), choice: ImportChoiceSchema.optional(), target: z.string() }),
    output: z.object({ rows: z.int() }),
    progress: JobProgressSchema,
  }),
  /** Import files into the library, each as a whole, up to the first that fails. */
  "library.import": procedure({
    input: ImportInputSchema,
    output: ImportedFilesSchema,
    progress: JobProgressSchema,
  }),

  /**
   * Catch up with what was written to the library, by whomever, and say what came since a state of it. Calls behind the answer
   * see at least that. `ipc/bad-request` for a source that never changes.
   */
  "library.since": procedure({
    input: z.object({ state: z.int() }),
    output: z.object({
      state: z.int(),
      summary: SourceSummarySchema,
      gone: z.instanceof(Int32Array).nullable(), // ids of nodes that were taken away; null: it is not known any more
    }),
  }),

  /**
   * Change groups, labels, descriptions, extras or comments as AiiDA would; all of the edits or none. `import/validation`
   * for what AiiDA would not take, `import/uniqueness` for a label that is taken, `…/not-found` for what is gone.
   */
  "library.edit": procedure({
    input: z.object({ edits: z.array(LibraryEditSchema).min(1).max(100) }),
    output: EditOutcomeSchema,
    progress: JobProgressSchema,
  }),
  /** Take an edit back (`undo`) or do it again. `import/validation` when its rows have been changed since. */
  "library.swap": procedure({
    input: z.object({ swaps: z.array(RowSwapSchema).min(1), direction: z.enum(["undo", "redo"]) }),
    output: z.object({}),
    progress: JobProgressSchema,
  }),
  /** Groups that hold any of these nodes, by label, each with how many of them. */
  "library.groupsOf": procedure({
    input: z.object({ nodeIds: z.union([z.instanceof(Int32Array), z.array(NodeIdSchema)]) }),
    output: z.array(
      z.object({ uuid: z.string(), label: z.string(), typeString: z.string(), nodes: z.int() }),
    ),
  }),
} as const;
