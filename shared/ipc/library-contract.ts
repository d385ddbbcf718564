import { z } from "zod";
import { EditOutcomeSchema, LibraryEditSchema, RowSwapSchema } from "./edit-schema.ts";
import { ImportedFilesSchema, ImportInputSchema } from "./library-schema.ts";
import { procedure } from "./procedure.ts";
import { JobProgressSchema, NodeIdSchema } from "./schemas.ts";

/**
 * The calls of the engine contract that change the library, and those that say what a change would do. Only a source that
 * may be edited (`SourceSummary.isEditable`) takes them; any other answers `ipc/bad-request`.
 */
export const libraryCalls = {
  /** What importing files into the library would come to, each by itself: nothing is kept. A file that fails says why. */
  "library.preview": procedure({
    input: ImportInputSchema,
    output: ImportedFilesSchema,
    progress: JobProgressSchema,
  }),
  /** Import files into the library, each as a whole, up to the first that fails. */
  "library.import": procedure({
    input: ImportInputSchema,
    output: ImportedFilesSchema,
    progress: JobProgressSchema,
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
