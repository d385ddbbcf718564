import type { CopiedTable } from "../../db/queries/export-rows.ts";
import type { ImportReads } from "../../db/queries/import-reads.ts";
import type { ImportLink } from "../../db/queries/link-slices.ts";
import type { LinkType } from "../../../shared/model/link.ts";

/**
 * The reads of an import, for some rows of the source only: of each table that is named the given ones, ascending, and links
 * between the given nodes. `null` nodes are all of them.
 */
export function partReads(
  reads: ImportReads,
  tables: Readonly<Partial<Record<CopiedTable, readonly number[]>>>,
  nodes: ReadonlySet<number> | null,
): ImportReads {
  const isWithin = ({ source, target }: ImportLink) => nodes!.has(source) && nodes!.has(target);
  function links(type: LinkType, afterId: number, limit: number): ImportLink[] {
    const found: ImportLink[] = [];
    for (let after = afterId; found.length < limit; ) {
      const slice = reads.links(type, after, limit);
      for (const link of slice) if (isWithin(link)) found.push(link);
      if (slice.length < limit) break;
      after = slice.at(-1)!.id;
    }
    // One more than asked for may have come with the last slice: the next call begins behind the last one given.
    return found.slice(0, limit);
  }
  return {
    ...reads,
    ids(table, afterId, limit) {
      const own = tables[table];
      if (!own) return reads.ids(table, afterId, limit);
      const from = firstAbove(own, afterId);
      return reads.identified(table, own.slice(from, from + limit));
    },
    links: nodes ? links : reads.links,
    // An upper bound is enough to go on until no link comes; see `importLinks`.
    countLinks: reads.countLinks,
  };
}

/** Position of the first of these ascending ids that is larger. */
function firstAbove(ids: readonly number[], id: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ids[middle]! <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
