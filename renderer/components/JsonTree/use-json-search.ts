import { useEffect, useState } from "react";
import type { JsonIndex } from "../../../shared/json/json-index.ts";
import { MAX_MATCHES, searchJson } from "./json-search.ts";

const SLICE_MS = 8; // half a frame: typing and scrolling go on meanwhile

export interface JsonMatches {
  /** Values found so far, ascending. */
  readonly values: readonly number[];
  readonly count: number;
  /** There are more, or there may be: still looking, or given up at `MAX_MATCHES`. */
  readonly isMore: boolean;
}

interface Search extends JsonMatches {
  index: JsonIndex;
  query: string;
}

const NOTHING: JsonMatches = { values: [], count: 0, isMore: false };

/** The values that hold `query`, found in slices so that a long text never holds the window up. */
export function useJsonSearch(index: JsonIndex, query: string): JsonMatches {
  const [search, setSearch] = useState<Search | null>(null);
  useEffect(() => {
    if (query === "") return;
    const values: number[] = [];
    const steps = searchJson(index, query);
    let timer: ReturnType<typeof setTimeout>;
    const look = () => {
      const until = performance.now() + SLICE_MS;
      let isDone = false;
      while (!isDone && performance.now() < until) {
        const step = steps.next();
        isDone = step.done === true;
        if (!step.done) isDone = values.push(step.value) >= MAX_MATCHES;
      }
      const isMore = !isDone || values.length >= MAX_MATCHES;
      setSearch({ index, query, values, count: values.length, isMore });
      if (!isDone) timer = setTimeout(look);
    };
    look();
    return () => clearTimeout(timer);
  }, [index, query]);
  if (query === "") return NOTHING;
  // The search of the query before says nothing about this one.
  return search?.index === index && search.query === query ? search : { ...NOTHING, isMore: true };
}
