import { z } from "zod";
import { ComparedFileSchema } from "./compare-schema.ts";
import {
  DeletedRowsSchema,
  DeletionInputSchema,
  DeletionPlanSchema,
  DeletionReasonSchema,
} from "./delete-schema.ts";
import { DownloadedSchema, DownloadInputSchema } from "./download-schema.ts";
import { EditOutcomeSchema, LibraryEditSchema, RowSwapSchema } from "./edit-schema.ts";
import { ImportEntrySchema, UndoOutcomeSchema, UndoPreviewSchema } from "./history-schema.ts";
import { ImportChoiceSchema, ImportedFilesSchema, ImportInputSchema } from "./library-schema.ts";
import { MaintainInputSchema, MaintainOutcomeSchema } from "./maintain-schema.ts";
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
   * Fetch a file from an address of the web for the library. `network/failed`, `archive/limit`, `archive/not-an-archive` for a
   * page, `disk/full`, `disk/denied`, `usage`. It is kept until it is dropped or the app ends.
   */
  "library.download": procedure({
    input: DownloadInputSchema,
    output: DownloadedSchema,
    progress: JobProgressSchema,
  }),
  /** Remove a file that was fetched. */
  "library.dropDownload": procedure({ input: z.object({ token: z.string() }), output: z.object({}) }),

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

  /** What deleting nodes by AiiDA's rules would take along. `selection/empty`, `…/not-found`. */
  "library.deletion": procedure({
    input: DeletionInputSchema,
    output: DeletionPlanSchema,
    progress: JobProgressSchema,
  }),
  /** Why each of these nodes would be deleted, in their order: chosen, or the rule and link that first led to it. */
  "library.deletionReasons": procedure({
    input: DeletionInputSchema.extend({ ofNodes: z.array(NodeIdSchema).max(1000) }),
    output: z.array(DeletionReasonSchema),
  }),
  /**
   * Delete nodes and what the rules add. `store/locked` when that is no longer the number of nodes that was shown, or the
   * library has changed in another way meanwhile: then nothing is deleted.
   */
  "library.delete": procedure({
    input: DeletionInputSchema.extend({ shownNodes: z.int() }),
    output: DeletedRowsSchema,
    progress: JobProgressSchema,
  }),

  /** The imports into the library, newest first. */
  "library.history": procedure({ input: z.object({}), output: z.array(ImportEntrySchema) }),
  /** What undoing an import would come to, and why it cannot be undone. `selection/empty` for a number that no import has. */
  "library.undoPreview": procedure({
    input: z.object({ importId: z.int() }),
    output: UndoPreviewSchema,
    progress: JobProgressSchema,
  }),
  /** Undo an import. `import/validation` where something depends on what came with it (details: reasons). */
  "library.undo": procedure({
    input: z.object({ importId: z.int() }),
    output: UndoOutcomeSchema,
    progress: JobProgressSchema,
  }),

  /** Bring the library into order, or say what that would come to. `store/locked` while somebody else writes to it. */
  "library.maintain": procedure({
    input: MaintainInputSchema,
    output: MaintainOutcomeSchema,
    progress: JobProgressSchema,
  }),
} as const;
