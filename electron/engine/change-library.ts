import { AppError } from "../../shared/ipc/errors.ts";
import type { JobContext, Source } from "../archive/source.ts";
import type { OpenLibrary } from "../library/open-library.ts";
import type { OpenSource } from "./open-source-state.ts";

/** Stores that this engine may change: main says so, after it asked the person where they are AiiDA's. */
const allowed = new Set<string>();

/** From now on the store in this folder takes imports and edits. */
export function allowChanges(folder: string): void {
  allowed.add(folder);
}

/** Whether a source takes imports and edits: a library does, archives never. */
export function isEditable({ path }: Pick<Source, "path">): boolean {
  return allowed.has(path) || path === process.env.STEMMA_LIBRARY;
}

/** @throws AppError `ipc/bad-request` for a source that must not be changed. */
export function requireEditable(source: Pick<Source, "path">): void {
  if (!isEditable(source)) throw new AppError("ipc/bad-request", "Only the library can be changed.");
}

/**
 * Change the library in one transaction: all that `work` does is kept, or, when it throws, nothing of it. When this returns, calls
 * that come are answered from the library as it is then; the call at hand goes on with the state that it began with.
 * @throws AppError as `openLibrary` and `storeFailure`, and what `work` throws.
 */
export async function changeLibrary<T>(
  { source, live }: OpenSource,
  context: JobContext,
  work: (library: OpenLibrary) => T | Promise<T>,
): Promise<T> {
  requireEditable(source);
  const [{ openLibrary }, { storeFailure }] = await Promise.all([
    import("../library/open-library.ts"),
    import("../library/store-failure.ts"),
  ]); // loaded when something is changed: an archive that is only looked at never needs it
  const library = await openLibrary(source.path, context);
  try {
    const watched = live?.watch(library.db);
    const result = await work(library);
    await library.commit();
    await live?.catchUp(watched).catch(() => undefined); // written all the same; whoever asks what came tries again
    return result;
  } catch (error) {
    throw storeFailure(error, source.path);
  } finally {
    library.close();
  }
}
