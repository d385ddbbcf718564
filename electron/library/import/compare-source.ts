import path from "node:path";
import type { JobContext, Source } from "../../archive/source.ts";
import { runInSlices } from "../../provenance/run-in-slices.ts";
import { openStore } from "../../store/open-store.ts";
import { countDifference, type DifferenceCounts, noDifferences } from "./count-differences.ts";
import { findDifferences } from "./differences.ts";
import { type ImportChoice, scopeOf } from "./import-scope.ts";

/**
 * How much of what a source and a store both have is not the same in both, whatever an import would do about it.
 * @throws AppError as `openStore` and `scopeOf`; `cancelled`.
 */
export async function compareSource(
  source: Source,
  storeFolder: string,
  choice: ImportChoice,
  context: JobContext,
): Promise<DifferenceCounts> {
  const counts = noDifferences();
  const store = await openStore(path.resolve(storeFolder), context);
  try {
    const scope = await scopeOf(source, choice, false, context);
    const note = (difference: Parameters<typeof countDifference>[1]) => countDifference(counts, difference);
    await runInSlices(findDifferences(source, scope, store.db, note), context);
    return counts;
  } finally {
    store.close();
  }
}
