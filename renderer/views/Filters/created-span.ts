import type { NodeFilter } from "../../state/source-view.ts";
import type { Facets } from "./filter-change.ts";

type Bins = Facets["created"];

/** Which bins of time pass: from the bin `from` to the one before `to`. */
export interface Span {
  from: number;
  to: number;
}

/** The bins that a filter lets pass. A time between two borders counts to the bin that holds it. */
export function spanOf(bins: Bins, { createdAfter, createdBefore }: NodeFilter): Span {
  const from = createdAfter === undefined ? 0 : bins.findLastIndex((bin) => bin.from <= createdAfter);
  const to = createdBefore === undefined ? -1 : bins.findIndex((bin) => bin.from >= createdBefore);
  return { from: Math.max(0, from), to: to < 0 ? bins.length : to };
}

/** The filter that lets just these bins pass; the ends of the whole span set nothing. */
export function filterOfSpan(filter: NodeFilter, bins: Bins, { from, to }: Span): NodeFilter {
  const { createdAfter: _after, createdBefore: _before, ...rest } = filter;
  const after = from > 0 ? bins[from]?.from : undefined;
  const before = to < bins.length ? bins[to]?.from : undefined;
  return {
    ...rest,
    ...(after === undefined ? {} : { createdAfter: after }),
    ...(before === undefined ? {} : { createdBefore: before }),
  };
}
