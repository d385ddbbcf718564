import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Rows that a scroller may hold: beyond 16 million pixels a browser stops laying out. */
export const MAX_ROWS = 700_000;

const FIRST_RECT = { width: 320, height: 400 }; // until the real size has been measured

/** Pixels of a length in rem, as text is zoomed now. */
export function remPixels(rem: number): number {
  return rem * (Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16);
}

/** The rows of a long list that are in sight, each `rowRem` high. */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  rowRem: number,
): Virtualizer<HTMLElement, Element> {
  const rowHeight = remPixels(rowRem);
  // The compiler that this rule speaks for is not in use: nothing here is memoized.
  // oxlint-disable-next-line react/incompatible-library
  return useVirtualizer({
    count: Math.min(count, MAX_ROWS),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialRect: FIRST_RECT,
  });
}
