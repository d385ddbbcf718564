import { AppError } from "../../shared/ipc/errors.ts";
import type { JobContext, Source } from "../archive/source.ts";
import { type OpenLibrary, openLibrary } from "../library/open-library.ts";
import type { OpenSource } from "./open-source-state.ts";

/** Whether a source takes imports and edits: the library does, archives never. */
export function isEditable({ path }: Pick<Source, "path">): boolean {
  return path === process.env.STEMMA_LIBRARY;
}

/** @throws AppError `ipc/bad-request` for a source that must not be changed. */
export function requireEditable(source: Pick<Source, "path">): void {
  if (!isEditable(source)) throw new AppError("ipc/bad-request", "Only the library can be changed.");
}

/**
 * Change the library in one transaction: all that `work` does is kept, or, when it throws, nothing of it.
 * @throws AppError as `openLibrary`, and what `work` throws.
 */
export async function changeLibrary<T>(
  { source }: OpenSource,
  context: JobContext,
  work: (library: OpenLibrary) => T | Promise<T>,
): Promise<T> {
  requireEditable(source);
  const library = await openLibrary(source.path, context);
  try {
    const result = await work(library);
    library.commit();
    return result;
  } finally {
    library.close();
  }
}
