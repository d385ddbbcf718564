import { ImportedFilesSchema, ImportInputSchema } from "./library-schema.ts";
import { procedure } from "./procedure.ts";
import { JobProgressSchema } from "./schemas.ts";

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
} as const;
