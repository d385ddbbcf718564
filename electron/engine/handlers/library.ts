import type { EngineHandlers, EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import type { JobContext } from "../../archive/source.ts";
import { throwIfCancelled } from "../../archive/cancelled.ts";
import { toWireError } from "../../ipc/to-wire-error.ts";
import type { ImportOptions } from "../../library/import/import-run.ts";
import { importSource } from "../../library/import/import-source.ts";
import { openSource } from "../../sources/open-source.ts";
import { requireEditable } from "../change-library.ts";
import type { OpenSource } from "../open-source-state.ts";

type ImportedFile = EngineOutput<"library.import">[number];

const MOST_RELABELLED = 100;

/** Imports into the open store; only the engine of the library takes them. */
export function libraryHandlers(
  open: OpenSource,
): Pick<EngineHandlers, "library.preview" | "library.import"> {
  const importAll = async (
    files: readonly string[],
    options: ImportOptions,
    context: JobContext,
  ): Promise<ImportedFile[]> => {
    requireEditable(open.source);
    const done: ImportedFile[] = [];
    for (const file of files) {
      const { path } = open.target(file);
      done.push({ file, ...(await importOne(path, open.source.path, options, context)) });
      // What came before a failure stays; what comes behind it may count on it.
      if (!options.dryRun && done.at(-1)!.error) break;
    }
    return done;
  };
  return {
    "library.preview": ({ files, options }, context) =>
      importAll(files, { ...options, dryRun: true }, context),
    "library.import": ({ files, options }, context) =>
      importAll(files, { ...options, dryRun: false }, context),
  };
}

async function importOne(
  path: string,
  store: string,
  options: ImportOptions,
  context: JobContext,
): Promise<Omit<ImportedFile, "file">> {
  try {
    const source = await openSource(path, context);
    try {
      const { relabelled, ...outcome } = await importSource(source, store, options, context);
      return { outcome: { ...outcome, relabelled: relabelled.slice(0, MOST_RELABELLED) }, error: null };
    } finally {
      source.close();
    }
  } catch (error) {
    throwIfCancelled(context.signal);
    return { outcome: null, error: toWireError(error) };
  }
}
