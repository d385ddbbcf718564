import { startTransition, useEffect, useState } from "react";

const SLICE = 250; // lines; more at once would hold the window for longer than 50 ms

/** A long list bit by bit, so that no single drawing of it takes long. A list that changes a little stays whole. */
export function useSlices<T>(items: readonly T[]): readonly T[] {
  const [shown, setShown] = useState({ items, count: SLICE });
  const hasJumped = shown.items !== items && items.length - shown.items.length > SLICE;
  const count = hasJumped ? Math.min(shown.count, shown.items.length + SLICE) : shown.count;
  if (shown.items !== items) setShown({ items, count });
  useEffect(() => {
    if (count >= items.length) return;
    const timer = setTimeout(() => startTransition(() => setShown({ items, count: count + SLICE })));
    return () => clearTimeout(timer);
  }, [items, count]);
  return count >= items.length ? items : items.slice(0, count);
}
