import { Container } from "../../store/container.ts";
import type { JobContext, ObjectStore } from "../../archive/source.ts";
import type { OpenLibrary } from "../open-library.ts";
import { copyFiles } from "./copy-files.ts";
import { knownTo } from "./import-files.ts";

/**
 * Make sure that contents which a store had when an import began are still there before it is committed: `verdi storage maintain`
 * takes no notice of it, and removes what no committed node names. Those that are gone are copied after all.
 * @param keys Those that it had. Cost: a list of the container, or a look at each of a few.
 * @throws AppError as `copyFiles`.
 */
export async function copyVanished(
  source: { objects: ObjectStore },
  library: OpenLibrary,
  keys: ReadonlySet<string>,
  context: JobContext,
): Promise<void> {
  const container = await Container.open(library.container, context);
  let gone: string[];
  try {
    const isThere = knownTo(container, keys);
    gone = [...keys].filter((key) => !isThere(key));
  } finally {
    container.close();
  }
  if (gone.length > 0) await copyFiles(source, library, gone, context);
}
