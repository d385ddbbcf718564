import { Container } from "../../store/container.ts";
import type { JobContext, ObjectStore } from "../../archive/source.ts";
import type { OpenLibrary } from "../open-library.ts";
import { copyFiles } from "./copy-files.ts";
import { lostPacks, packLost } from "../lost-packs.ts";
import { knownTo } from "./import-files.ts";

/**
 * Make sure that contents which a store had when an import began are still there before it is committed: `verdi storage maintain`
 * takes no notice of it, and removes what no committed node names. Those that are gone are copied after all.
 * @param keys Those that it had. Cost: a list of the container, or a look at each of a few.
 * @throws AppError as `copyFiles`; `store/corrupt` when they are in a pack that is lost: new nodes are not to name what is not there.
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
    requireWhole(container, library, keys);
    const isThere = knownTo(container, keys);
    gone = [...keys].filter((key) => !isThere(key));
  } finally {
    container.close();
  }
  if (gone.length > 0) await copyFiles(source, library, gone, context);
}

function requireWhole(container: Container, library: OpenLibrary, keys: ReadonlySet<string>): void {
  const lost = lostPacks(container, library.container);
  if (lost.size === 0) return;
  for (const key of keys) {
    const packId = container.packedAt(key)?.packId;
    if (packId !== undefined && lost.has(packId))
      throw packLost(packId, "and with it contents that the imported nodes share, so nothing was imported");
  }
}
