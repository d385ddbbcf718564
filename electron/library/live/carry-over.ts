import type { Source } from "../../archive/source.ts";
import { nodeTable } from "../../db/node-table.ts";
import { UNWATCHED } from "../../provenance/provenance.ts";

/**
 * Bring what is in memory of one state of a library over to the next.
 * @returns Ids of the nodes that are no longer there, ascending.
 */
export async function carryOver(former: Source, next: Source): Promise<Int32Array | null> {
  const before = await nodeTable(former.db).nodeIds(UNWATCHED);
  const after = await nodeTable(next.db).nodeIds(UNWATCHED);
  const kept = new Set(after);
  return before.filter((id) => !kept.has(id));
}

/** The same where nothing was written between the two. */
export function carryAll(_former: Source, _next: Source): void {}
