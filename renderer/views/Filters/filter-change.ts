import type { EngineOutput } from "../../../shared/ipc/engine-contract.ts";
import type { NodeFilter } from "../../state/source-view.ts";

export type Facets = EngineOutput<"source.facets">;
/** The fields of a filter that hold a list of values. */
export type ListField = "nodeTypes" | "states" | "groups" | "computers" | "users" | "imports";

/** The filter with one value of one facet set or taken out; an empty list leaves, so that equal filters look equal. */
export function toggledFilter(filter: NodeFilter, field: ListField, key: string): NodeFilter {
  const values = filter[field] ?? [];
  const next = values.includes(key) ? values.filter((value) => value !== key) : [...values, key];
  const { [field]: _, ...rest } = filter;
  return next.length > 0 ? { ...rest, [field]: next.toSorted() } : rest;
}

/** True if anything is filtered out by what is set. */
export function isFilterSet(filter: NodeFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined && value.length > 0);
}
