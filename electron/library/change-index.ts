import path from "node:path";
import type { Source } from "../archive/source.ts";
import { openForWriting } from "../db/connect.ts";
import { naming } from "./store-failure.ts";

/** How long AiiDA's own change of the index is waited for: it writes some rows at the end of a pack. */
const WAIT_MS = 10_000;

/**
 * Change the index of a container's packs, in one go: a handle of the same file that this process closed meanwhile would give up
 * its locks (POSIX). Afterwards nothing lies beside it, unless AiiDA has it open. Errors as `storeFailure`.
 */
export function changeIndex<T>(
  { folder, container }: { folder: string; container: string },
  work: (index: Source["db"]) => T,
): T {
  return naming(folder, () => {
    const index = openForWriting(path.join(container, "packs.idx"), WAIT_MS);
    try {
      return work(index);
    } finally {
      index.close();
    }
  });
}
